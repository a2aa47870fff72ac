// The search of the reference, in place of Doxygen's: finds words anywhere in names, titles, headings and texts.
// index.js beside it (written by search.py) has [title, where, address, text] of every name and section; it is read when
// the field is first used, by a script element, so that the pages also work from a folder without a server.

var reference_search = {
    entries: null,
    most: 60,

    // How well a word fits an entry: the less the better; null when it is not there.
    rank: function (word, title, text) {
        const at = title.indexOf(word);
        if (title === word) return 0;
        if (at === 0) return 1;
        if (at > 0) return /[a-z0-9]/.test(title[at - 1]) ? 4 : 2;
        return text.includes(word) ? 8 : null;
    },

    // The entries that have all words of the query, best first.
    find: function (entries, query) {
        const words = query.toLowerCase().split(/\s+/).filter(Boolean);
        const found = [];
        if (words.length === 0) return found;
        for (const entry of entries) {
            const title = entry[0].toLowerCase();
            const text = (entry[1] + " " + entry[3]).toLowerCase();
            let sum = 0;
            for (const word of words) {
                const rank = reference_search.rank(word, title, text);
                if (rank === null) {
                    sum = null;
                    break;
                }
                sum += rank;
            }
            if (sum !== null) found.push([sum + title.length / 1000, entry]);
        }
        return found.sort((a, b) => a[0] - b[0]).slice(0, reference_search.most).map(each => each[1]);
    },

    // Some words of the text around the first word of the query that stands in it.
    excerpt: function (text, query) {
        const lower = text.toLowerCase();
        const places = query.toLowerCase().split(/\s+/).filter(Boolean).map(word => lower.indexOf(word));
        const at = places.find(place => place >= 0);
        if (at === undefined) return text.slice(0, 110) + (text.length > 110 ? " …" : "");
        const from = at < 45 ? 0 : text.indexOf(" ", at - 45) + 1;
        return (from > 0 ? "… " : "") + text.slice(from, from + 110) + (from + 110 < text.length ? " …" : "");
    },
};

if (typeof document !== "undefined") {
    const folder = document.currentScript.src.replace(/[^/]*$/, "");
    const root = folder.replace(/[^/]*\/$/, "");
    let list = null;

    const hide = () => {
        if (list) list.style.display = "none";
    };

    const line = (parent, kind, text) => {
        const made = document.createElement("div");
        made.className = kind;
        made.textContent = text;
        parent.appendChild(made);
    };

    const show = query => {
        if (!reference_search.entries || query.trim() === "") return hide();
        list.textContent = "";
        const found = reference_search.find(reference_search.entries, query);
        for (const entry of found) {
            const link = document.createElement("a");
            link.href = root + entry[2];
            line(link, "found_title", entry[0]);
            if (entry[1]) line(link, "found_where", entry[1]);
            if (entry[3]) line(link, "found_text", reference_search.excerpt(entry[3], query));
            list.appendChild(link);
        }
        if (found.length === 0) line(list, "found_text", "Nothing has all of these words.");
        list.style.display = "block";
        list.scrollTop = 0;
    };

    // The arrows go through what was found, Escape closes it.
    const step = (event, field) => {
        if (event.key === "Escape") {
            hide();
            return field.blur();
        }
        const links = [...list.querySelectorAll("a")];
        const at = links.indexOf(document.activeElement);
        const to = event.key === "ArrowDown" ? at + 1 : event.key === "ArrowUp" ? at - 1 : event.key === "Enter" && at < 0 ? 0 : null;
        if (to === null || list.style.display !== "block") return;
        event.preventDefault();
        if (event.key === "Enter") return links.length ? links[0].click() : undefined;
        (links[Math.min(to, links.length - 1)] || field).focus();
    };

    document.addEventListener("DOMContentLoaded", () => {
        const field = document.getElementById("MSearchField");
        if (!field) return;
        field.value = "";
        field.placeholder = "Search";
        field.title = "Names, titles and texts";
        list = document.createElement("div");
        list.id = "found";
        document.body.appendChild(list);
        const search = () => {
            if (document.getElementById("search_index")) return show(field.value);
            const script = document.createElement("script");
            script.id = "search_index";
            script.src = folder + "index.js";
            script.onload = () => show(field.value);
            document.head.appendChild(script);
        };
        field.addEventListener("focus", search);
        field.addEventListener("input", search);
        for (const each of [field, list]) each.addEventListener("keydown", event => step(event, field));
        document.addEventListener("mousedown", event => {
            if (!list.contains(event.target) && event.target !== field) hide();
        });
    });
}

// What Doxygen's pages call; the above does it.
function init_search() {}
function SearchBox() {
    const nothing = () => false;
    for (const name of ["OnSearchFieldFocus", "OnSearchFieldChange", "OnSearchSelectShow", "OnSearchSelectHide",
                        "OnSearchSelectKey", "OnSelectItem", "CloseResultsWindow", "CloseSelectionWindow"]) {
        this[name] = nothing;
    }
}

if (typeof module !== "undefined") module.exports = reference_search;
