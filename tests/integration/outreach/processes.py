"""One of several processes that work on the library at once: `add TOKEN`, `replace CONTENT`, `sweep`.

The first two wait for the file `go` beside the database, so that all of them begin together.
"""

import sys
import time
import uuid
from pathlib import Path

if __name__ == "__main__":
    import django

    django.setup()
    from django.conf import settings

    from empiria.apps.accounts.models import Person
    from empiria.apps.accounts.services import create_person
    from empiria.apps.outreach.models import Document
    from empiria.apps.outreach.services import replace_file, sweep_documents
    from tests.integration.outreach.library import add_document, checked

    what, *given = sys.argv[1:]
    if what == "prepare":
        by = create_person(email="one@example.org", name="One", by=None)
        add_document(by, "Raport")
    elif what == "sweep":
        print(sweep_documents())  # noqa: T201
    else:
        by = Person.objects.get()
        document = Document.objects.earliest("created_at")
        while not Path(settings.EMPIRIA_DATA.parent / "go").exists():
            time.sleep(0.005)
        if what == "add":
            add_document(by, "Drugi", token=uuid.UUID(given[0]))
        else:
            replace_file(document=document, file=checked(given[0].encode()), by=by)
