// Starts the app. A file of its own, not an inline script, so that the page's policy can forbid inline scripts.

// The chosen theme before the first paint; the key is written by src/preferences.rs.
try {
  const theme = localStorage.getItem("sportello.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system's theme stays.
}

const app = document.getElementById("app");
const loaded = import(app.href);
const parsed = new Promise((resolve) =>
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", resolve, { once: true }) : resolve());

Promise.all([loaded, parsed])
  .then(([module]) => module.default())
  .catch((reason) => {
    console.error(reason);
    const text = document.createElement("p");
    text.setAttribute("role", "alert");
    text.className = "hd-broken";
    text.textContent = "Sportello could not be loaded. Reload the page. · Impossibile caricare Sportello. Ricarica la pagina. · Não foi possível carregar o Sportello. Recarregue a página.";
    document.body.append(text);
  });
