"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView

from empiria.apps.accounts.forms import SignInForm


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    http_method_names = ["post", "options"]
