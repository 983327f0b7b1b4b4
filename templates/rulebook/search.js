"use strict";
(() => {
  const stop = new Set("a an and are as at be but by can do for from has have if in is it its less more no not of on one or so than that the their them then there they this to was were what when where which who will with".split(" "));
  const first = {service: 1.5, change: 1.5, group: 1.3, mitigation: 1.1, check: 0.7, anchor: 0.5};
  const index = JSON.parse(document.getElementById("index").textContent);
  const words = Object.keys(index.words);
  const box = document.getElementById("words"), list = document.getElementById("found"), count = document.getElementById("count");
  const singular = word => word.endsWith("ies") ? word.slice(0, -3) + "y" : word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
  const folded = text => text.toLowerCase().replace(/['\u2018\u2019]/g, "").replace(/&/g, " and ").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const terms = text => [...new Set(folded(text).split(" ").map(singular).filter(word => word.length > 1 && !stop.has(word)))];
  const opened = new Map();
  const entriesOf = word => {
    if (!opened.has(word)) {
      let number = 0, weight = 0;
      opened.set(word, index.words[word].split(" ").map(part => {
        const [step, other] = part.split(".");
        number += parseInt(step, 36);
        if (other) weight = Number(other);
        return [number, weight];
      }));
    }
    return opened.get(word);
  };
  const alike = word => words.filter(other => other === word || (word.length > 3 && other.startsWith(word)));
  const rarity = word => Math.log(1 + index.entries.length / entriesOf(word).length);
  const far = (one, other) => {
    let row = Array.from({length: other.length + 1}, (_, number) => number);
    for (let i = 1; i <= one.length; i++) {
      let corner = row[0];
      row[0] = i;
      for (let j = 1; j <= other.length; j++) {
        const kept = row[j];
        row[j] = Math.min(row[j] + 1, row[j - 1] + 1, corner + (one[i - 1] === other[j - 1] ? 0 : 1));
        corner = kept;
      }
    }
    return row[other.length];
  };
  const meant = word => {
    const near = words.filter(other => Math.abs(other.length - word.length) < 3).map(other => [far(word, other), other]).sort((a, b) => a[0] - b[0] || entriesOf(b[1]).length - entriesOf(a[1]).length);
    return near.length && near[0][0] <= Math.max(1, Math.floor(word.length / 4)) ? near[0][1] : null;
  };
  const search = text => {
    const asked = terms(text), scores = new Map(), hits = new Map(), notes = [];
    for (let word of asked) {
      let likes = alike(word);
      if (!likes.length) {
        const other = meant(word);
        notes.push(other ? `Nothing has the word \u201c${word}\u201d; searched for \u201c${other}\u201d.` : `Nothing has the word \u201c${word}\u201d.`);
        if (!other) continue;
        word = other;
        likes = alike(word);
      }
      const rare = Math.min(...likes.map(rarity)), best = new Map();
      for (const like of likes) {
        for (const [number, weight] of entriesOf(like)) {
          best.set(number, Math.max(best.get(number) || 0, (like === word ? 1 : 0.6) * rare * weight / (weight + 12)));
        }
      }
      for (const [number, score] of best) {
        scores.set(number, (scores.get(number) || 0) + score);
        hits.set(number, (hits.get(number) || 0) + 1);
      }
    }
    const whole = terms(text).join(" "), named = number => {
      const [, label, href] = index.entries[number];
      return [label, href.replace(/^.*[#\/]/, "").replace(/\.html$/, "")].some(name => terms(name).join(" ") === whole) ? 1000 : 0;
    };
    const found = [...scores].map(([number, score]) => [score * hits.get(number) / asked.length * (first[index.entries[number][0]] || 1) + named(number), number]);
    found.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    return [found.map(each => each[1]), notes, asked.length];
  };
  const show = () => {
    const [found, notes, asked] = search(box.value);
    list.textContent = "";
    for (const number of found.slice(0, 30)) {
      const [kind, label, href] = index.entries[number], item = document.createElement("li"), link = document.createElement("a"), what = document.createElement("small");
      link.href = href;
      link.textContent = label || href.replace(/^.*[#/]/, "").replace(/\.html$/, "");
      what.textContent = " " + kind;
      item.append(link, what);
      list.append(item);
    }
    count.textContent = asked ? [...notes, `${found.length} entries found` + (found.length > 30 ? "; the first 30 are listed." : ".")].join(" ") : "";
  };
  document.getElementById("ask").hidden = false;
  document.getElementById("ask").addEventListener("submit", event => event.preventDefault());
  box.addEventListener("input", show);
  const given = new URLSearchParams(location.search).get("q");
  if (given) { box.value = given; show(); }
})();
