// Everything on the page is built here, node by node: text stays text, whoever wrote it.

/**
 * An element with attributes, listeners (`on`), properties (`props`) and children.
 * An attribute that is null, undefined or false is left out; true gives an empty one. Children may be nodes,
 * strings, or nested lists of them; empty ones are dropped.
 */
export function el(tag, attributes = {}, ...children) {
  const { on = {}, props = {}, ...rest } = attributes;
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(rest)) setAttribute(node, name, value);
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  node.append(...flat(children));
  return Object.assign(node, props);
}

export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : String(value));
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

let lastId = 0;

/** An id that no other element of this page has. */
export function freshId(name) {
  lastId += 1;
  return `${name}-${lastId}`;
}

const PATHS = {
  alert: "M10 3 2 17h16L10 3Zm0 5v4m0 2v.5",
  anchor: "M10 3a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Zm0 3.6V17m-3-7.5h6M3.5 11.5c0 3.5 3 5.5 6.5 5.5s6.5-2 6.5-5.5",
  bolt: "m11 2-7 9.5h5L8.5 18 16 8.5h-5z",
  bell: "M10 3a5 5 0 0 0-5 5v3l-1.5 3h13L15 11V8a5 5 0 0 0-5-5ZM8 16.5a2 2 0 0 0 4 0",
  calendar: "M4 5h12v11H4zM4 8.5h12M7 3v3m6-3v3",
  check: "m4 10.5 4 4 8-9",
  chevron: "m5.5 8 4.5 4.5L14.5 8",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm0 3v4l3 2",
  close: "m5 5 10 10M15 5 5 15",
  download: "M10 3v9m-4-3.5 4 4 4-4M4 16.5h12",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5Zm8-2a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  file: "M5 3h7l3.5 3.5V17H5zM12 3v4h3.5",
  hash: "M8 3 6.5 17M13.5 3 12 17M3.5 7.5h13.5M3 12.5h13.5",
  list: "M4 5.5h.01M7.5 5.5H17M4 10h.01M7.5 10H17M4 14.5h.01M7.5 14.5H17",
  lock: "M5 9h10v8H5zm2 0V6.5a3 3 0 0 1 6 0V9",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  more: "M10 5v.01M10 10v.01M10 15v.01",
  people: "M7 4a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Zm-5 12c0-3 2-5 5-5s5 2 5 5m.5-11.5a2.3 2.3 0 0 1 0 4.3M14 11c2.3.3 4 2.2 4 5",
  plus: "M10 4v12M4 10h12",
  reply: "M8 5 3 9.5 8 14v-3c4 0 7 1 9 4 0-5-3-8.5-9-8.5z",
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Zm4 9.5 4 4",
  send: "m3 10 14-6.5-4.5 13.5-3-6zM9.5 11l4-4",
};

/** A small line drawing; it says nothing to a screen reader, so whatever holds it needs a name. */
export function icon(name) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  picture.setAttribute("viewBox", "0 0 20 20");
  picture.setAttribute("class", `icon icon-${name}`);
  picture.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  picture.append(path);
  return picture;
}

/**
 * Put `wanted` into `parent` in this order, without moving (and so unfocusing) what already stands right. Answers
 * whether the focus was in something that is gone now.
 */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  const hadFocus = parent.contains(document.activeElement) && parent !== document.activeElement;
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  let place = parent.firstChild;
  for (const node of wanted) {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  return hadFocus && !parent.contains(document.activeElement);
}
