"""What processes of the tests begin with: libraries, which look at no settings when they are loaded."""

import allauth.utils  # noqa: F401
import click  # noqa: F401
import cryptography.fernet  # noqa: F401
import django.core.management
import django.db.backends.sqlite3.base
import django.forms
import django.urls
import django.utils.log
import django.views.generic  # noqa: F401
import fido2.webauthn  # noqa: F401
import httpx  # noqa: F401
import narwhals  # noqa: F401
import numpy as np  # noqa: F401
import PIL.Image  # noqa: F401
import polars as pl  # noqa: F401
import psycopg  # noqa: F401
import puremagic  # noqa: F401
import requests  # noqa: F401
import structlog  # noqa: F401
import yaml  # noqa: F401
