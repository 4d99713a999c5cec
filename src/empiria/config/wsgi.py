"""The WSGI application that web servers call."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from empiria.config.restoring import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empiria.config.settings")
try:
    application = get_wsgi_application()
except SystemExit:
    if arbiter := sys.modules.get("gunicorn.arbiter"):
        # Of a worker that ends with anything else gunicorn starts another one, for ever.
        raise SystemExit(arbiter.Arbiter.APP_LOAD_ERROR) from None
    raise
settle()
