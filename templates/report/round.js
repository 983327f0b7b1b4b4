"use strict";
// Sorting and filtering for the tables of a round. Without this script they are plain tables, complete and in order.
(function () {
  var TONES = ["no", "negligible_adverse", "minor_adverse", "moderate_adverse", "major_adverse"];
  var SCALES = [["standard", "raised need", "high need"]];
  var MANY = 6;

  function words(cell) {
    var copy = cell.cloneNode(true);
    copy.querySelectorAll("small").forEach(function (part) { part.remove(); });
    return copy.textContent.trim();
  }

  function number(text) {
    var found = /^(costs )?(about |under )?£?(-?[\d,]*\.?\d+)( million)?/.exec(text);
    if (!found) { return null; }
    return Number(found[3].replace(/,/g, "")) * (found[4] ? 1e6 : 1) * (found[1] ? -1 : 1);
  }

  function keys(rows, place) {
    var cells = rows.map(function (row) { return row.cells[place]; });
    if (cells.some(function (cell) { return cell.classList.contains("tone"); })) {
      return cells.map(function (cell) {
        return TONES.findIndex(function (tone) { return cell.classList.contains(tone); });
      });
    }
    var texts = cells.map(words);
    var known = texts.filter(function (text) { return text !== "–"; });
    var scale = SCALES.find(function (each) {
      return known.every(function (text) { return each.indexOf(text) >= 0; });
    });
    if (scale && known.length) {
      return texts.map(function (text) { return text === "–" ? null : scale.indexOf(text); });
    }
    var numbers = texts.map(number);
    var counted = numbers.filter(function (value) { return value !== null; }).length;
    if (counted > 0 && counted * 2 >= texts.length) {
      return numbers;
    }
    return texts;
  }

  function sorted(table, head, place) {
    var body = table.tBodies[0];
    var rows = Array.from(body.rows);
    var found = keys(rows, place);
    var asText = found.some(function (key) { return typeof key === "string"; });
    var now = head.getAttribute("aria-sort");
    var rising = now ? now === "descending" : asText;
    var order = rows.map(function (row, at) { return at; });
    order.sort(function (one, other) {
      // What is not known stands last either way.
      if (found[one] === null || found[other] === null) {
        return (found[one] === null) - (found[other] === null) || one - other;
      }
      var way = asText ? found[one].localeCompare(found[other], "en-GB", { numeric: true }) : Math.sign(found[one] - found[other]) || 0;
      return (rising ? way : -way) || one - other;
    });
    order.forEach(function (at) { body.appendChild(rows[at]); });
    table.querySelectorAll("th[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", rising ? "ascending" : "descending");
  }

  function sortable(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (head, place) {
      var label = head.firstChild ? head.firstChild.textContent.trim() : "";
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.setAttribute("aria-label", "Sort by " + label);
      button.addEventListener("click", function () { sorted(table, head, place); });
      head.appendChild(button);
    });
  }

  function filterable(table, number) {
    var rows = Array.from(table.tBodies[0].rows);
    var tools = document.createElement("p");
    var label = document.createElement("label");
    var box = document.createElement("input");
    var said = document.createElement("span");
    tools.className = "tools";
    box.type = "search";
    box.id = "filter-" + number;
    label.htmlFor = box.id;
    label.textContent = "Show only rows with";
    said.setAttribute("role", "status");
    box.addEventListener("input", function () {
      var wanted = box.value.trim().toLowerCase();
      var shown = 0;
      rows.forEach(function (row) {
        row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
        shown += row.hidden ? 0 : 1;
      });
      said.textContent = wanted === "" ? "" : shown + " of " + rows.length + " rows";
    });
    tools.append(label, box, said);
    table.before(tools);
  }

  document.querySelectorAll("main table").forEach(function (table, at) {
    if (table.tBodies[0].rows.length < 2) { return; }
    sortable(table);
    if (table.tBodies[0].rows.length >= MANY) { filterable(table, at); }
  });
})();
