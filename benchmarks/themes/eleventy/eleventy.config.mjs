// The equal site for Eleventy: its own Markdown, Nunjucks and pagination, nothing added.
import { readFileSync } from "node:fs";

const site = JSON.parse(readFileSync(new URL("./site.json", import.meta.url), "utf-8"));
const two = (number) => String(number).padStart(2, "0");

// The site's own zone (+08:00), whatever the machine's is.
function local(date) {
  const there = new Date(date.getTime() + 8 * 3600 * 1000);
  const day = [there.getUTCFullYear(), two(there.getUTCMonth() + 1), two(there.getUTCDate())];
  const time = [two(there.getUTCHours()), two(there.getUTCMinutes())];
  return { day: day.join("-"), time: time.join(":") };
}

function cut(address, items, more) {
  const count = Math.ceil(items.length / site.page_size);
  return Array.from({ length: count }, (_, at) => ({
    ...more,
    number: at + 1,
    newest: `/${address}/index.html`,
    older: at + 1 < count ? `/${address}/page/${at + 2}.html` : "",
    permalink: at ? `/${address}/page/${at + 1}.html` : `/${address}/index.html`,
    items: items.slice(at * site.page_size, (at + 1) * site.page_size),
  }));
}

function group(items, keys) {
  const found = new Map();
  for (const item of items) {
    for (const key of keys(item)) {
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(item);
    }
  }
  return found;
}

export default function (config) {
  config.addPassthroughCopy({ static: "/" });
  config.addGlobalData("site", site);
  config.addFilter("day", (date) => local(date).day);
  config.addFilter("minute", (date) => `${local(date).day} ${local(date).time}`);
  config.addFilter("instant", (date) => `${local(date).day}T${local(date).time}:00+08:00`);

  const all = (api, lang) =>
    api.getFilteredByGlob("src/content/**/*.md").filter((item) => item.data.lang === lang).reverse();
  for (const lang of ["zh", "en"]) {
    config.addCollection(`lists_${lang}`, (api) =>
      [...group(all(api, lang), (item) => [item.data.column])].flatMap(([column, items]) =>
        cut(`${site.words[lang].prefix}/${column}`.replace(/^\//, ""), items, { column }),
      ),
    );
    config.addCollection(`home_${lang}`, (api) => {
      const items = all(api, lang);
      const some = (kind, count) => items.filter((item) => item.data.kind === kind).slice(0, count);
      return [
        { title: site.words[lang].news, items: some("news", site.home_news) },
        { title: site.words[lang].notices, items: some("notice", site.home_notices) },
      ];
    });
  }
  const tagged = (api) => group(all(api, "zh"), (item) => item.data.topics ?? []);
  config.addCollection("lists_tags", (api) =>
    [...tagged(api)].flatMap(([tag, items]) => cut(`tags/${tag}`, items, { tag })),
  );
  config.addCollection("topics", (api) =>
    [...tagged(api)].map(([tag, items]) => ({ tag, count: items.length })).sort((a, b) => (a.tag < b.tag ? -1 : 1)),
  );

  return {
    dir: { input: "src" },
    templateFormats: ["md", "njk"],
    // Articles are plain Markdown: parsing them as templates as well would only cost time.
    markdownTemplateEngine: false,
  };
}
