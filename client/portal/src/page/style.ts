// The style sheet of all pages: readable from 320 px on, on paper, in the dark; text contrast at least 4.5 : 1 in both colour schemes.

const COLOURS = `
:root {
    color-scheme: light dark;
    --paper: #fff; --ink: #1b1f24; --quiet: #4d5661; --line: #c9d0d8; --band: #f2f5f8; --link: #0b4fa3;
    --good: #0d6b35; --good-band: #e6f4ea; --bad: #b3151b; --bad-band: #fdeceb; --open: #7a4d00; --open-band: #fdf3dd;
}
@media (prefers-color-scheme: dark) {
    :root {
        --paper: #14181d; --ink: #e8ecf0; --quiet: #aab4bf; --line: #46505b; --band: #1f252c; --link: #8dbdff;
        --good: #6fd598; --good-band: #12301f; --bad: #ff9d97; --bad-band: #3a1719; --open: #f0c060; --open-band: #33280f;
    }
}`;

const TEXT = `
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; background: var(--paper); color: var(--ink); }
body { margin: 0 auto; max-width: 62rem; padding: 0 1rem 3rem; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.25rem 0 1rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p, ul { margin: .4rem 0; } ul { padding-left: 1.25rem; } li + li { margin-top: .25rem; }
a { color: var(--link); } a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; } main:focus { outline: none; }
.for-screen-readers { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
.skip { position: absolute; left: -100rem; } .skip:focus { left: .5rem; top: .5rem; background: var(--paper); padding: .5rem; z-index: 1; }
.site { display: flex; align-items: baseline; justify-content: space-between; flex-wrap: wrap; gap: .5rem 1rem; padding: .75rem 0; border-bottom: 1px solid var(--line); }
.label, .subject, .dates, .hint { color: var(--quiet); font-size: .9rem; }
.code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; letter-spacing: .03em; }
.fingerprint { font-size: .9rem; } del { color: var(--quiet); }
.dates, .subject { display: block; } .findings li { margin-top: .5rem; } .findings .critical { font-weight: 600; } .findings .dates { font-weight: 400; }
.same-head { display: none; margin-top: 1rem; padding: .5rem .75rem; background: var(--good-band); color: var(--good); scroll-margin-top: 6rem; }
.same-head:target { display: block; }`;

const BANNERS = `
.verdict { display: flex; gap: 1rem; padding: 1rem; border-left: .5rem solid; }
.verdict p { margin: .25rem 0; color: var(--ink); } .verdict h2.headline { border: 0; padding: 0; }
.verdict .headline { font-size: 1.35rem; line-height: 1.25; font-weight: 700; color: inherit; margin-top: 0; }
.verdict.logical { background: var(--good-band); color: var(--good); } .verdict.illogical { background: var(--bad-band); color: var(--bad); }
.verdict.no-judgement { background: var(--open-band); color: var(--open); }
.sign { flex: none; width: 3rem; height: 3rem; } @media (max-width: 30rem) { .sign { width: 2.25rem; height: 2.25rem; } .verdict { gap: .75rem; padding: .75rem; } }
.sign { fill: none; stroke: currentColor; stroke-width: 4; stroke-linecap: round; stroke-linejoin: round; }
.cautions { margin-top: .75rem; padding: .5rem 1rem; background: var(--open-band); border-left: .5rem solid var(--open); }
.vin { margin: 1.25rem 0 .5rem; } .last-six { font-size: 1.6rem; letter-spacing: .12em; white-space: nowrap; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .75rem 1.5rem; margin: .75rem 0; }
.facts dt { color: var(--quiet); font-size: .9rem; } .facts dd { margin: 0; }
.result.failed { color: var(--bad); font-weight: 600; }`;

const CHART = `
.chart { margin: 0 0 1rem; } .chart > svg { display: block; width: 100%; max-width: 46rem; height: auto; }
.grid { stroke: var(--line); stroke-width: 1; } .tick { fill: var(--quiet); font-size: 14px; } @media (max-width: 45rem) { .tick { font-size: 20px; } }
.line { fill: none; stroke: var(--link); stroke-width: 2.5; stroke-linejoin: round; }
.point { fill: var(--link); stroke: var(--paper); stroke-width: 1.5; } .point.suspect { fill: var(--bad); }
.corrected { fill: none; stroke: var(--open); stroke-width: 2; } .meter { stroke: var(--ink); stroke-width: 2; stroke-dasharray: 5 4; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; font-size: .9rem; }
.legend li { display: flex; align-items: center; gap: .4rem; margin: 0; }
.scan { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; } .scan > div { flex: 1 1 14rem; }
.qr { width: 11rem; height: 11rem; flex: none; } .qr .paper { fill: #fff; } .qr .ink { fill: #000; }`;

const TABLES = `
table { border-collapse: collapse; width: 100%; margin: .75rem 0 1.25rem; font-size: .95rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 600; font-size: .9rem; white-space: nowrap; }
td p { margin: 0 0 .25rem; } .lines { margin: 0; padding-left: 1rem; } .lines li:only-child { list-style: none; margin-left: -1rem; }
@media screen and (max-width: 45rem) {
    .cards thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
    .cards, .cards tbody, .cards tr, .cards td, .cards caption { display: block; }
    .cards tr { padding: .5rem 0; border-bottom: 2px solid var(--line); }
    .cards td { border: 0; padding: .1rem 0; display: grid; grid-template-columns: 7.5rem 1fr; gap: .5rem; }
    .cards td::before { content: attr(data-label); color: var(--quiet); font-size: .9rem; }
}`;

const FORMS = `
form { max-width: 30rem; } .field { margin: 1rem 0; } form .field > label, form legend { display: block; font-weight: 600; padding: 0; }
fieldset { border: 0; margin: 1rem 0; padding: 0; } fieldset label { display: inline-flex; gap: .4rem; align-items: center; margin-right: 1.5rem; min-height: 2.75rem; font-weight: 400; }
input[type=text] { font: inherit; width: 100%; padding: .6rem; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: .25rem; }
input.vin-input { text-transform: uppercase; letter-spacing: .05em; }
button, .button { font: inherit; font-weight: 600; display: inline-block; padding: .6rem 1.2rem; border: 0; border-radius: .25rem; cursor: pointer;
    background: var(--link); color: var(--paper); text-decoration: none; margin: .25rem 0; }
.error { color: var(--bad); font-weight: 600; }
button.plain { background: none; color: var(--link); padding: .25rem 0; text-decoration: underline; font-weight: 400; }
.zone { border: 2px dashed var(--quiet); border-radius: .25rem; padding: 1rem; margin: .75rem 0; } .zone input:focus-visible + label { outline: 3px solid var(--link); outline-offset: 2px; } .chosen:empty { display: none; }
#outcome { margin-top: 1rem; } .large-fingerprint { display: block; font-size: 1.15rem; line-height: 1.6; }
.waiting { padding: 1rem; background: var(--band); }`;

const PAPER = `
@page { size: A4; margin: 16mm 14mm; }
@media print {
    :root { --paper: #fff; --ink: #000; --quiet: #333; --line: #999; --link: #0b4fa3; --good: #0d6b35; --good-band: #fff; --bad: #b3151b; --bad-band: #fff;
        --open: #7a4d00; --open-band: #fff; }
    html { font-size: 10pt; } body { max-width: none; padding: 0; }
    .site, .skip, .zone, .waiting, .screen-only, .same-head, .same-head:target { display: none; }
    .verdict, .cautions, .chart, .scan, tr, .signers li { break-inside: avoid; } h2, h3, caption { break-after: avoid; } thead { display: table-header-group; }
    .verdict { border: 1px solid; border-left-width: .5rem; } h2 { margin-top: 1.25rem; } .chart > svg { max-height: 75mm; } .qr { width: 40mm; height: 40mm; }
}`;

export const STYLE = [COLOURS, TEXT, BANNERS, CHART, TABLES, FORMS, PAPER].join('').trimStart();
