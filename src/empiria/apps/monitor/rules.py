"""Who may see which release, and in which state what may be done to it. Written once, as `Q`; checks ask the same `Q`.

The public sees what was published, the staff also the draft and what was discarded; only the staff act. Pages of the
staff are closed by `accounts.rules.staff_required`.
"""

from django.db.models import Q

# Published once is public for ever: a superseded release can still be cited.
PUBLIC = Q(state__in=("published", "superseded"))
# Only an open draft takes imports, settles units, is published or discarded.
EDITABLE = Q(state="draft")
