"""Where django-allauth asks us: words, mails, limits on guessing, and the trail of what changes an account."""

import io
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.core import context as current
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import claim_account, end_sessions, register_resident
from empiria.apps.accounts.services.mails import send_mail
from empiria.apps.accounts.services.people import password_path
from empiria.apps.accounts.services.sign_in import note_refused_sign_in, note_sign_in, note_sign_out
from empiria.apps.system.encryption import decrypt, encrypt
from empiria.apps.system.services import record

# What a mail about an account tells its owner is what the trail keeps, under these codes.
CHANGES = {
    "account/email/password_changed": "accounts.change-password",
    "account/email/password_reset": "accounts.reset-password",
    "account/email/password_set": "accounts.set-password",
    "mfa/email/recovery_codes_generated": "accounts.renew-recovery-codes",
    "mfa/email/totp_activated": "accounts.add-code-app",
    "mfa/email/totp_deactivated": "accounts.remove-code-app",
    "mfa/email/webauthn_added": "accounts.add-passkey",
    "mfa/email/webauthn_removed": "accounts.remove-passkey",
    "socialaccount/email/account_connected": "accounts.link-provider",
}
NEW_FACTORS = {
    "mfa/email/totp_activated": Authenticator.Type.TOTP,
    "mfa/email/webauthn_added": Authenticator.Type.WEBAUTHN,
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "No account has this e-mail and password. Capital letters matter in the password."
        ),
        "enter_current_password": gettext_lazy("This is not the password of now."),
        "incorrect_code": gettext_lazy("This code is not right, or it was used already."),
        "incorrect_password": gettext_lazy("This password is not right."),
        "too_many_login_attempts": gettext_lazy(
            "Too many wrong attempts. Please wait a few minutes, or set a new password."
        ),
        "rate_limited": gettext_lazy("Too many attempts. Please wait a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.EMPIRIA_OPEN_REGISTRATION

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Person:
        """An account somebody makes for themselves; the address is confirmed before anybody signs in to it."""
        data = form.cleaned_data
        return register_resident(
            person=user,
            email=data["email"],
            name=data["name"],
            form=data["form"],
            language=get_language() or settings.LANGUAGE_CODE,
            password=data["password1"],
        )

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A sign-in of the last minutes counts: nobody types the password twice in a row."""
        records = get_authentication_records(current.request, current.request.user)
        since = timezone.now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not any(entry["at"] > since for entry in records)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The link shows who reads at the address, not who made the account: anybody may have typed this address, with a
        password of theirs. In the browser that knows the password it stays; in any other a new one is chosen."""
        if not _knows_password(request, email_address.user):
            claim_account(person=email_address.user, means="link")
            text = _(
                "The account was made in another browser, or a while ago. Please choose its password here; the name can be corrected when you are signed in."
            )
            messages.info(request, text)
        return super().confirm_email(request, email_address)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        person = Person.objects.get(pk=email_address.user_id)
        if not person.has_usable_password():
            return password_path(person)
        return super().get_email_verification_redirect_url(email_address)

    # Guessing. A wrong password counts by account and network together and by network (`login_failed`); a guesser
    # with many networks meets the limit of the account, which does not hold where its owner signed in before.

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{credentials.get('email', '').lower()} {self.get_client_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        email = credentials.get("email", "").lower()
        known = UserSession.objects.filter(user__email=email, ip=self.get_client_ip(request)).exists()
        allowed = known or ratelimit.consume(
            request, action="login_failed_everywhere", key=email, dry_run=True
        )
        if not allowed:
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        email = credentials.get("email", "").lower()
        ratelimit.consume(request, action="login_failed_everywhere", key=email)
        self.note_refusal(request, Person.objects.filter(email=email).first(), "password")

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, action="login_failed_everywhere", key=credentials.get("email", "").lower())

    # The trail. What is refused by a limit leaves no entry, so that the limits on guessing bound the entries of an
    # account; those of no account have a limit of their own, for addresses can be made up without end.

    def note_refusal(self, request: HttpRequest, person: Person | None, means: str) -> None:
        if person or ratelimit.consume(request, action="note_login_failed", key="no account"):
            note_refused_sign_in(person=person, means=means)

    def login(self, request: HttpRequest, user: Any) -> None:
        means = [_means(step) for step in get_authentication_records(request, user)]
        super().login(request, user)
        note_sign_in(person=user, means=means)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Person):
            note_sign_out(person=request.user)
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        self.note_refusal(request, user, "closed-account")
        return super().respond_user_inactive(request, user)

    # Mails.

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        person = context.get("user") or Person.objects.filter(email=email.lower()).first()
        language = person.language if person else get_language() or settings.LANGUAGE_CODE
        send_mail(template_prefix, to=email, language=language, **context)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tells the owner of an account of what changed it; the same goes into the trail."""
        record(by=user, action=CHANGES[template_prefix], object_type="person", object_id=user.pk)
        address = email or EmailAddress.objects.get_primary_email(user)
        if address:
            now = {"timestamp": timezone.localtime(), "user": user}
            self.send_mail(template_prefix, address, now | (context or {}))
        if template_prefix in NEW_FACTORS:
            self._accept_new_factor(user, NEW_FACTORS[template_prefix])

    def _accept_new_factor(self, person: Person, kind: Authenticator.Type) -> None:
        """Whoever added it here has shown that they hold it; no session opened without it outlives that."""
        factor = Authenticator.objects.filter(user=person, type=kind).latest("pk")
        record_authentication(self.request, person, "mfa", id=factor.pk, type=factor.type)
        others = UserSession.objects.filter(user=person).exclude(session_key=self.request.session.session_key)
        end_sessions(sessions=others, by=person)


def _knows_password(request: HttpRequest, person: Any) -> bool:
    """Whether this browser has just made the account, or shown its password, and waits for the address to be confirmed."""
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    if stage is None or stage.login.user != person:
        return False
    shown = {step["method"] for step in get_authentication_records(request, person)}
    return stage.login.signup or "password" in shown


def _means(step: dict[str, Any]) -> str:
    """What was shown: a password, a kind of second factor, or the word of an office's provider."""
    return step["type"] if step["method"] == "mfa" else step["method"]


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_issuer(self) -> str:
        return settings.EMPIRIA_OPERATOR

    def build_totp_svg(self, url: str) -> str:
        """Part of the page, for its policy lets no picture in that is written into an address."""
        import qrcode
        from qrcode.image.svg import SvgPathImage

        drawn = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathImage).save(drawn)
        # Without the declaration that only a file of its own may have.
        return drawn.getvalue().decode().partition("?>")[2].strip()

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def _get_site_name(self) -> str:
        return settings.EMPIRIA_OPERATOR

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002  allauth's name
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Any) -> None:
        """What is ended elsewhere goes into the trail as such; signing out here as signing out."""
        elsewhere = [session for session in sessions if not session.is_current()]
        super().end_sessions([session for session in sessions if session.is_current()])
        if elsewhere:
            end_sessions(sessions=elsewhere, by=elsewhere[0].user)
