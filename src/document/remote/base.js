// Addresses that scripts fetch lead from where the document came from.
function (base) {
    try {
        var doc = document.implementation.createHTMLDocument('');
        var element = doc.createElement('base'), link = doc.createElement('a');
        var open = XMLHttpRequest.prototype.open;
        element.href = base;
        doc.getElementsByTagName('head')[0].appendChild(element);
        doc.body.appendChild(link);
        XMLHttpRequest.prototype.open = function (method, url) {
            var given = [].slice.call(arguments);
            link.href = url;
            given[1] = link.href;
            return open.apply(this, given);
        };
    } catch (e) {}
}
