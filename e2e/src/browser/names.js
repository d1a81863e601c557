// What things are called: their accessible names, as far as the app makes use of the rules for them.

// Roles that are called by what stands in them.
const namedByContent = ["button", "checkbox", "columnheader", "gridcell", "heading", "link", "menuitem", "menuitemradio", "option", "row", "tab"];

const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();

// The words of an element without what is hidden from readers of the screen, such as initials in a circle.
function wordsOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.ariaHidden === "true" || !node.checkVisibility()) return "";
  return [...node.childNodes].map(wordsOf).join(" ");
}

function nameOf(element, role) {
  const labelledBy = element.getAttribute("aria-labelledby");
  if (labelledBy) {
    const labels = labelledBy.split(/\s+/).map((id) => document.getElementById(id));
    return tidy(labels.filter(Boolean).map(wordsOf).join(" "));
  }
  const own = tidy(element.getAttribute("aria-label"));
  if (own) return own;
  const labels = tidy([...(element.labels ?? [])].map(wordsOf).join(" "));
  if (labels) return labels;
  const content = namedByContent.includes(role) ? tidy(wordsOf(element)) : "";
  return content || tidy(element.alt || element.title || element.placeholder);
}
