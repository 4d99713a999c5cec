// Passkeys: a form marked `data-passkey` gets what the device answers into its field `credential`, and is sent.
// `webauthnJSON` comes from django-allauth's own script, loaded before this module.

const supported = Boolean(window.webauthnJSON && window.PublicKeyCredential);

async function options(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.ask, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

// A passkey that signs in by itself is kept on the device and asks for a fingerprint, a face or a PIN.
function creation(form, asked) {
  const alone = form.elements.passwordless?.checked ?? true;
  const selection = asked.publicKey.authenticatorSelection;
  selection.residentKey = alone ? "required" : "discouraged";
  selection.requireResidentKey = alone;
  if (alone) selection.userVerification = "required";
  return asked;
}

async function answer(form) {
  const asked = await options(form);
  return form.dataset.passkey === "create"
    ? window.webauthnJSON.create(creation(form, asked.creation_options))
    : window.webauthnJSON.get(asked.request_options);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !supported;
  const problem = form.querySelector("[data-problem]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.submit();
    } catch {
      problem.hidden = false;
    }
  });
}
for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = supported;
