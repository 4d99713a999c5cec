"""Public statistics asked for over the network: within quotas, resumable, and kept as one file per indicator.

What is fetched becomes a file (`bdl`, `smup`), which is read like any other (`answers`): so it can be kept, checked by its
hash, and read again without asking anybody.
"""
