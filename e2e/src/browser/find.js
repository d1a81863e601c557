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
  group: "fieldset",
  heading: "h1, h2, h3, h4, h5, h6",
  iframe: "iframe",
  img: "img",
  link: "a[href]",
  list: "ul, ol",
  listitem: "li",
  main: "main",
  navigation: "nav",
  radio: "input[type=radio]",
  region: "section",
  row: "tr",
  searchbox: "input[type=search]",
  textbox: "textarea, input:not([type]), input[type=text], input[type=email], input[type=password], input[type=date]",
};

const compare = {
  any: () => true,
  is: (name) => name === wanted,
  begins: (name) => name.startsWith(wanted),
  holds: (name) => name.includes(wanted),
};

const selector = [`[role="${role}"]`, ...(native[role] ?? "").split(", ").filter(Boolean).map((it) => `${it}:not([role])`)];
return [...(within ?? document).querySelectorAll(selector.join(", "))]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => compare[comparison](nameOf(element, role)));
