"""Faults that really happen to real processes on a real database, each in a test that does it.

A worker killed during a job: `tests/integration/system/test_worker.py`; commands killed half way:
`tests/integration/cli/test_killed.py`; everything else here.
"""
