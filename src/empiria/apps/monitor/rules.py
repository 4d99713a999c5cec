"""Who may see which release, and in which state what may be done to it. Written once, as `Q`; checks ask the same `Q`.

The public sees what was published; analysts also the draft and what was discarded; only they act. Their pages are closed
by `permission_required`.
"""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERMISSIONS: dict[str, Promise] = {
    "monitor.manage_catalogue": _("keep the catalogue of indicators"),
    "monitor.manage_releases": _("import figures, check them, publish and discard releases"),
}

# Published once is public for ever: a superseded release can still be cited.
PUBLIC = Q(state__in=("published", "superseded"))
# Only an open draft takes imports, settles units, is published or discarded.
EDITABLE = Q(state="draft")
