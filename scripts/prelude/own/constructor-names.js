'use strict';
// The engine's constructors are objects without a name, and some of their prototypes do not know
// them. To look for all that a window has takes longer than many a page, so these are those of
// which pages ask it.
var define = Object.defineProperty;
var ELEMENTS = 'Anchor Area Audio BR Base Body Button Canvas DataList Div DList FieldSet Form Frame Head Heading HR Html IFrame Image Input Label Legend LI Link Map Media Meta Option OptGroup Object Output Paragraph Param Pre Progress Quote Script Select Source Span Style Table TableCaption TableCell TableCol TableRow TableSection TextArea Title UList OList Unknown Video';
var SHAPES = 'Circle ClipPath Defs Ellipse ForeignObject G Image Line LinearGradient Path Polygon Polyline Rect Stop SVG TSpan Text Use';
var OTHERS = 'Node Element Text Comment Document DocumentFragment HTMLDocument HTMLElement SVGElement Event CustomEvent MouseEvent KeyboardEvent UIEvent NodeList HTMLCollection NamedNodeMap CSSStyleDeclaration CSSStyleSheet CanvasRenderingContext2D CanvasGradient CanvasPattern ImageData Range XMLHttpRequest DOMTokenList DOMStringMap';

function knows(name) {
  try {
    var made = window[name], hidden = { value: name, configurable: true, writable: true };
    if (!made || typeof made != 'object' || !made.prototype) return;
    if (made.name === undefined) define(made, 'name', hidden);
    hidden.value = made;
    if (made.prototype.constructor === Object) define(made.prototype, 'constructor', hidden);
  } catch (e) {}
}
ELEMENTS.split(' ').forEach(function (name) { knows('HTML' + name + 'Element'); });
SHAPES.split(' ').forEach(function (name) { knows('SVG' + name + 'Element'); });
OTHERS.split(' ').forEach(knows);
