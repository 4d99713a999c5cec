"""The product's settings on a folder of their own, so that no test touches a developer's var/."""

import os
import tempfile

# Playwright leaves an event loop running in the process; the tests after it use the database all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ["EMPIRIA_DATA"] = tempfile.mkdtemp(prefix="empiria-tests-")

from empiria.config.settings import *  # noqa: F403  the environment must stand before they are read

# Hashing is meant to be slow; tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Pages are tested without collecting static files first.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
# WhiteNoise warns of a folder that is not there.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
