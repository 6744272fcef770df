/** The look of a printed document: one family, hairlines, figures of one width, colour for status only. Light alone: it is paper. */
export const style = `
:root{--text:#142026;--soft:#4c5b62;--line:#dde4e7;--strong-line:#a9b6bb;--sunken:#f3f6f7;--good:#19794a;--attention:#87560a;--failing:#b3261e;--running:#3355bd;--unknown:#55636a;--neutral:#4c5b62;color-scheme:light}
*{box-sizing:border-box}
html{background:#fff;color:var(--text);font:15px/1.5 Inter,system-ui,-apple-system,'Segoe UI','Noto Sans',sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:62rem;padding:3rem 1.75rem 5rem}
header{border-bottom:1px solid var(--strong-line);padding-bottom:1.25rem;margin-bottom:1.5rem}
.kind{margin:0;color:var(--soft);font-size:.8125rem;letter-spacing:.02em}
h1{font-size:1.75rem;line-height:1.25;margin:.25rem 0 .375rem;font-weight:600;letter-spacing:-.01em;overflow-wrap:anywhere}
.lead{margin:0;color:var(--soft)}
h2{font-size:1.125rem;line-height:1.35;margin:2.75rem 0 .75rem;font-weight:600;break-after:avoid}
h3{font-size:.9375rem;margin:1.75rem 0 .375rem;font-weight:600;break-after:avoid;overflow-wrap:anywhere}
p{margin:.5rem 0;max-width:46rem;overflow-wrap:anywhere}
p.soft{font-size:.8125rem}
nav{margin-bottom:1.25rem}
nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;font-size:.8125rem}
nav a{color:var(--soft)}
.muted{color:var(--soft)}
.code{font-family:ui-monospace,'SF Mono','Cascadia Mono','DejaVu Sans Mono','Liberation Mono',monospace;font-size:.86em;overflow-wrap:anywhere}
strong{font-weight:600}
.status{white-space:nowrap;font-weight:500}
.status svg{width:.75em;height:.75em;margin-right:.4em;vertical-align:-.02em}
.good{color:var(--good)}.attention{color:var(--attention)}.failing{color:var(--failing)}.running{color:var(--running)}.unknown{color:var(--unknown)}.neutral{color:var(--neutral)}
.figures{display:flex;flex-wrap:wrap;margin:1.25rem 0 1.5rem;padding:0;border:1px solid var(--line);border-width:1px 0;list-style:none}
.figures li{padding:.75rem 1.5rem .75rem 0;margin-right:1.5rem;border-right:1px solid var(--line)}
.figures li:last-child{border-right:0}
.figures b{display:block;font-size:1.375rem;line-height:1.3;font-weight:600}
.figures b span{font-size:.875rem;font-weight:400;color:var(--soft)}
.figures .label{font-size:.8125rem}
dl{display:grid;grid-template-columns:9rem minmax(0,1fr);margin:.75rem 0;gap:0 1rem}
dl>div{display:contents}
dt,dd{padding:.3125rem 0;margin:0;border-bottom:1px solid var(--line)}
dt{color:var(--soft);font-size:.8125rem;padding-top:.4375rem}
dd{overflow-wrap:anywhere;white-space:pre-line}
figure{margin:.75rem 0 1.25rem;overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.8438rem;line-height:1.4}
caption,figcaption{text-align:left;color:var(--soft);font-size:.8125rem;padding:0 0 .375rem}
th{text-align:left;font-weight:500;color:var(--soft);border-bottom:1px solid var(--strong-line);padding:.25rem .75rem .3125rem 0;vertical-align:bottom;white-space:nowrap}
td{border-bottom:1px solid var(--line);padding:.375rem .75rem .375rem 0;vertical-align:top;overflow-wrap:anywhere}
.time{white-space:nowrap}
.end{text-align:right}
dl.compact{font-size:.8438rem;margin:.375rem 0 .875rem;grid-template-columns:7rem minmax(0,1fr)}
dl.compact dt,dl.compact dd{padding:.1875rem 0;border-bottom:0}
dl.compact dt{font-size:.8125rem}
th:last-child,td:last-child{padding-right:0}
ul.list{margin:.5rem 0;padding-left:1.125rem;max-width:46rem}
ul.list li{margin:.3125rem 0;overflow-wrap:anywhere}
pre{margin:0;padding:.625rem .75rem;background:var(--sunken);border-left:2px solid var(--strong-line);font:.78rem/1.45 ui-monospace,'SF Mono','Cascadia Mono','DejaVu Sans Mono','Liberation Mono',monospace;white-space:pre-wrap;overflow-wrap:anywhere}
footer{margin-top:3.5rem;padding-top:.75rem;border-top:1px solid var(--strong-line);color:var(--soft);font-size:.8125rem}
@media (max-width:40rem){body{padding:1.5rem 1rem 3rem}.status{white-space:normal}dl{grid-template-columns:minmax(0,1fr)}dt{border-bottom:0;padding-bottom:0}dd{padding-top:0}table{min-width:34rem}}
@page{size:A4;margin:18mm 16mm 18mm}
@media print{html{font-size:10.5px}body{max-width:none;padding:0}nav{display:none}figure{overflow:visible}tr,dl>div,.figures{break-inside:avoid}thead{display:table-header-group}}
`.replaceAll('\n', '');
