// Lists the calls of the OpenAPI document, each with a form that sends it.

const operations = document.getElementById("operations");
const template = document.getElementById("operation");
const METHODS = ["get", "put", "post", "patch", "delete"];

const specification = await (await fetch("/api/openapi.json")).json();
operations.replaceChildren();
for (const [path, item] of Object.entries(specification.paths)) {
  for (const method of METHODS.filter((method) => item[method])) {
    operations.append(shown(method, path, item[method]));
  }
}
operations.removeAttribute("aria-busy");

/** One call with its form. */
function shown(method, path, operation) {
  const view = template.content.cloneNode(true);
  view.querySelector(".method").textContent = method.toUpperCase();
  view.querySelector(".path").textContent = path;
  view.querySelector(".summary").textContent = operation.summary ?? "";
  view.querySelector(".description").textContent = operation.description ?? "";

  const parameters = (operation.parameters ?? []).map((parameter) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.required = parameter.required === true;
    label.append(`${parameter.name} (${parameter.in})`, input);
    if (parameter.description) {
      input.title = parameter.description;
    }
    return { parameter, input, label };
  });
  view.querySelector(".parameters").append(...parameters.map(({ label }) => label));

  const [contentType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const body = view.querySelector("textarea");
  if (contentType) {
    body.value = contentType === "application/json" ? JSON.stringify(example(content.schema), null, 2) : "";
  } else {
    view.querySelector(".body").remove();
  }

  const answer = view.querySelector(".answer");
  view.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = addressOf(path, parameters);
    const request = { method: method.toUpperCase(), headers: headersOf(contentType) };
    if (contentType) {
      request.body = body.value;
    }
    answer.hidden = false;
    answer.textContent = "…";
    answer.textContent = await send(address, request);
  });
  return view;
}

/** The address with the parameters filled in. */
function addressOf(path, parameters) {
  const query = new URLSearchParams();
  let address = path;
  for (const { parameter, input } of parameters) {
    if (parameter.in === "path") {
      address = address.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    } else if (parameter.in === "query" && input.value !== "") {
      query.set(parameter.name, input.value);
    }
  }
  return query.size > 0 ? `${address}?${query}` : address;
}

function headersOf(contentType) {
  const headers = {};
  const token = document.getElementById("token").value.trim();
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  if (contentType) {
    headers["Content-Type"] = contentType;
  }
  return headers;
}

/** Sends a request and returns the answer as text: the stream of events as far as its first lines. */
async function send(address, request) {
  try {
    const response = await fetch(address, request);
    const head = `${response.status} ${response.statusText}\n\n`;
    const type = response.headers.get("content-type") ?? "";
    if (type.startsWith("text/event-stream")) {
      const reader = response.body.getReader();
      const { value } = await reader.read();
      await reader.cancel();
      return `${head}${new TextDecoder().decode(value)}…`;
    }
    const text = await response.text();
    return head + (type.includes("json") ? JSON.stringify(JSON.parse(text), null, 2) : text);
  } catch (error) {
    return String(error);
  }
}

/** A value of the shape that a schema describes, to start from. */
function example(schema, depth = 0) {
  if (!schema || depth > 6) {
    return null;
  }
  if (schema.$ref) {
    return example(specification.components.schemas[schema.$ref.split("/").pop()], depth + 1);
  }
  if (schema.example !== undefined) {
    return schema.example;
  }
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (choice) {
    return example(choice, depth + 1);
  }
  if (schema.allOf) {
    return Object.assign({}, ...schema.allOf.map((part) => example(part, depth + 1)));
  }
  if (schema.enum) {
    return schema.enum[0];
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object" || schema.properties) {
    const required = schema.required ?? [];
    return Object.fromEntries(required.map((name) => [name, example(schema.properties?.[name], depth + 1)]));
  }
  if (type === "array") {
    return [example(schema.items, depth + 1)];
  }
  return { string: "", integer: 0, number: 0, boolean: false }[type] ?? null;
}
