// Returns the elements that a person finds by what they are and what they are called: of a role, shown, with a name.
// Arguments: where to look (an element, or null for the whole page), the role, how the name is compared, the name.
const [within, role, comparison, wanted] = arguments;

const native = {
  article: "article",
  button: "button, summary, input[type=submit], input[type=button]",
  checkbox: "input[type=checkbox]",
  combobox: "select",
  complementary: "aside",
  dialog: "dialog",
  heading: "h1, h2, h3, h4, h5, h6",
  iframe: "iframe",
  img: "img",
  link: "a[href]",
  list: "ul, ol",
  listitem: "li",
  main: "main",
  navigation: "nav",
  region: "section",
  row: "tr",
  textbox: "textarea, input:not([type]), input[type=text], input[type=email], input[type=password]",
};
// Roles that are called by what stands in them.
const namedByContent = ["button", "checkbox", "gridcell", "heading", "link", "menuitem", "option", "row", "tab"];

const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();

function nameOf(element) {
  const labelledBy = element.getAttribute("aria-labelledby");
  if (labelledBy) {
    return tidy(labelledBy.split(/\s+/).map((id) => document.getElementById(id)?.innerText ?? "").join(" "));
  }
  const own = tidy(element.getAttribute("aria-label"));
  if (own) return own;
  const labels = [...(element.labels ?? [])].map((label) => label.innerText).join(" ");
  if (tidy(labels)) return tidy(labels);
  if (namedByContent.includes(role) && tidy(element.innerText)) return tidy(element.innerText);
  return tidy(element.alt || element.title || element.placeholder);
}

const compare = {
  any: () => true,
  is: (name) => name === wanted,
  begins: (name) => name.startsWith(wanted),
  holds: (name) => name.includes(wanted),
};

const selector = [`[role="${role}"]`, ...(native[role] ?? "").split(", ").filter(Boolean).map((it) => `${it}:not([role])`)];
return [...(within ?? document).querySelectorAll(selector.join(", "))]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => compare[comparison](nameOf(element)));
