"use strict";
// Filter, sort and zoom over the attempts that the page carries. Every text of the evidence is
// hostile: it is put in as textContent only, and the page's policy refuses any other way.
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("attempts").textContent);
  const rows = data.rows;
  const SVG = "http://www.w3.org/2000/svg";
  const ROW = 32, LANE = 34, MOST_LANES = 30, BAR = 4, LEAST_SPAN = 1000;
  const LABELS = {
    attempts: "Attempts", time: "Time (UTC)", client: "Client", target: "Server", account: "Account",
    outcome: "Outcome", status: "Status", event_id: "Event", source: "Exhibit", record: "Record",
  };
  const outcomes = new Map([...byId("by-outcome").options].map((one) => [one.value, one.textContent]));

  // ── the data: times add up from steps; a column is numbers, or words and one code a row ──
  const times = new Float64Array(rows);
  for (let row = 0, now = 0; row < rows; row++) times[row] = now += data.steps[row];

  const column = (name) => {
    const given = data.columns[name];
    if (!given) return null;
    if (given.numbers) return { numbers: given.numbers, at: (row) => given.numbers[row] };
    const codes = Array.isArray(given.codes) ? Int32Array.from(given.codes) : new Int32Array(rows);
    return { words: given.words, codes, at: (row) => given.words[codes[row]] };
  };
  const columns = Object.fromEntries(Object.keys(data.columns).map((name) => [name, column(name)]));
  const weight = columns.attempts ? (row) => Number(columns.attempts.at(row)) : () => 1;
  const lasting = columns.lasts ? (row) => Number(columns.lasts.at(row)) : () => 0;
  const refs = new Map(data.cited);
  const EPOCH = 116444736000000000n; // 1970 in ticks of 100 ns since 1601, as Windows counts
  const LAST = 2650467743999999999n;

  // A moment with all its digits, as attempts.csv writes it; Date knows no more than milliseconds.
  const iso = (ticks) => {
    const inside = ticks < 0n ? 0n : ticks > LAST ? LAST : ticks;
    const rest = inside % 10000000n;
    const whole = new Date(Number((inside - EPOCH - rest) / 10000n)).toISOString().slice(0, 19);
    const digits = String(rest).padStart(7, "0").replace(/0+$/, "");
    return whole + (digits ? "." + digits : "") + "Z";
  };
  const ticksOf = (row) => EPOCH + BigInt(times[row]) * 10000n + BigInt(data.rest ? data.rest[row] : 0);
  const moment = (row) => iso(ticksOf(row)).replace("T", " ").replace("Z", "");
  const cell = (name, row) => {
    if (name === "time") return moment(row);
    const value = columns[name].at(row);
    return value === null ? "" : name === "outcome" ? outcomes.get(value) || value : String(value);
  };

  // ── what is asked ──
  const whole = [0, 0];
  for (let row = 0; row < rows; row++) {
    whole[0] = row ? Math.min(whole[0], times[row]) : times[row];
    whole[1] = Math.max(row ? whole[1] : times[row], times[row] + lasting(row));
  }
  const margin = Math.max(LEAST_SPAN, Math.round((whole[1] - whole[0]) / 50));
  const widest = [whole[0] - margin, whole[1] + margin];
  let range = widest.slice(), sorting = { name: "time", down: false };
  let matching = [], shown = [], chosen = -1, laneBy = "target";

  // A whole name means that name; anything else means every name that has it in it.
  const wanted = (words, text) => {
    const low = text.toLowerCase();
    const lower = words.map((word) => (word === null ? "" : String(word).toLowerCase()));
    const exact = lower.includes(low);
    return lower.map((word) => (exact ? word === low : word.includes(low)));
  };
  const form = byId("filters");
  const asked = (name) => form.elements[name].value;

  function match() {
    const tests = [];
    for (const name of ["client", "target", "account"]) {
      const text = asked(name).trim(), held = columns[name];
      if (!text) continue;
      const hits = wanted(held.words, text);
      tests.push((row) => hits[held.codes[row]]);
    }
    const outcome = asked("outcome"), held = columns.outcome;
    if (outcome) {
      const hits = held.words.map((word) => word === outcome || (outcome === "failure" && word !== "success"));
      tests.push((row) => hits[held.codes[row]]);
    }
    const text = asked("text").trim().toLowerCase();
    if (text) {
      const finders = Object.values(columns).map((one) => {
        if (!one.words) return (row) => String(one.numbers[row]) === text;
        const hits = one.words.map((word) => word !== null && String(word).toLowerCase().includes(text));
        return (row) => hits[one.codes[row]];
      });
      tests.push((row) => finders.some((finds) => finds(row)) || moment(row).includes(text));
    }
    matching = [];
    for (let row = 0; row < rows; row++) if (tests.every((test) => test(row))) matching.push(row);
  }

  function sort() {
    const { name, down } = sorting, sign = down ? -1 : 1, held = columns[name];
    let key = (row) => times[row];
    if (held && held.words) {
      // Words are put in order once, by their code points; what is missing comes last.
      const order = held.words.map((word, code) => code);
      const text = (code) => held.words[code];
      order.sort((a, b) => (text(a) === null) - (text(b) === null) || (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
      const rank = new Int32Array(order.length);
      order.forEach((code, place) => { rank[code] = place; });
      key = (row) => rank[held.codes[row]];
    } else if (held) key = (row) => held.numbers[row];
    const rest = data.rest || null;
    const fine = name === "time" && rest ? (a, b) => rest[a] - rest[b] : () => 0;
    shown.sort((a, b) => sign * (key(a) - key(b) || fine(a, b)) || a - b);
  }

  const inRange = (row) => times[row] <= range[1] && times[row] + lasting(row) >= range[0];
  const number = (value) => value.toLocaleString("en-GB");
  const sum = (list) => list.reduce((total, row) => total + weight(row), 0);

  function refresh(again) {
    if (again) match();
    shown = matching.filter(inRange);
    sort();
    const rowsSaid = data.silence === 0 ? "" : ` in ${number(shown.length)} rows`;
    byId("count").textContent = `${number(sum(shown))} of ${number(data.attempts)} attempts shown${rowsSaid}`;
    for (const [name, at, round] of [["from", range[0], Math.floor], ["to", range[1], Math.ceil]]) {
      form.elements[name].value = new Date(round(at / 1000) * 1000).toISOString().slice(0, 19);
    }
    drawLanes();
    byId("window").scrollTop = 0;
    drawRows(true);
  }

  // ── the table: only the rows that are seen are in the document ──
  const heads = ["time", ...["attempts", "client", "target", "account", "outcome", "status", "event_id", "source", "record"]
    .filter((name) => columns[name] && columns[name].words?.every((word) => word === null) !== true)];
  let first = -1;

  const make = (tag, text, into) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (into) into.append(made);
    return made;
  };

  for (const name of heads) {
    const head = make("th", undefined, byId("heads"));
    head.scope = "col";
    const button = make("button", LABELS[name], head);
    button.type = "button";
    button.addEventListener("click", () => {
      sorting = { name, down: sorting.name === name && !sorting.down };
      refresh(false);
    });
    head.dataset.name = name;
  }

  function pad(height) {
    const line = make("tr");
    line.className = "pad";
    line.setAttribute("aria-hidden", "true");
    const inside = make("td", undefined, line);
    inside.colSpan = heads.length;
    inside.style.height = `${height}px`;
    return line;
  }

  function drawRows(anew) {
    const frame = byId("window"), body = byId("rows");
    const room = Math.ceil(frame.clientHeight / ROW) + 12;
    const begin = Math.max(0, Math.min(Math.floor(frame.scrollTop / ROW) - 6, shown.length - room));
    if (!anew && begin === first) return;
    first = begin;
    for (const head of byId("heads").children) {
      const own = head.dataset.name === sorting.name;
      head.setAttribute("aria-sort", own ? (sorting.down ? "descending" : "ascending") : "none");
    }
    const held = body.contains(document.activeElement) ? document.activeElement.dataset.row : undefined;
    const lines = shown.slice(begin, begin + room).map((row, place) => {
      const line = make("tr");
      line.setAttribute("aria-rowindex", begin + place + 2);
      if (row === chosen) line.setAttribute("aria-current", "true");
      line.dataset.row = row;
      heads.forEach((name, index) => {
        const box = make(index ? "td" : "th", undefined, line);
        if (index) { box.textContent = box.title = cell(name, row); return; }
        box.scope = "row";
        const button = make("button", cell(name, row), box);
        button.type = "button";
        button.dataset.row = row;
      });
      return line;
    });
    const below = Math.max(0, shown.length - begin - lines.length);
    body.replaceChildren(pad(begin * ROW), ...lines, pad(below * ROW));
    byId("table").setAttribute("aria-rowcount", shown.length + 1);
    // Who steps through the rows by keyboard stays on the row, or at least in the table.
    if (held !== undefined) (body.querySelector(`button[data-row="${held}"]`) || frame).focus({ preventScroll: true });
  }

  function choose(row) {
    chosen = row;
    const box = byId("detail"), list = make("dl");
    const add = (label, text) => { make("dt", label, list); return make("dd", text, list); };
    add("time", iso(ticksOf(row)));
    for (const name of Object.keys(columns)) {
      if (name === "lasts") add("until", iso(ticksOf(row) + BigInt(lasting(row)) * 10000n));
      else if (columns[name].at(row) === null) continue;
      else if (name === "shift") add("time_corrected", iso(ticksOf(row) - BigInt(columns.shift.at(row))));
      else add(name, cell(name, row));
    }
    if (refs.has(row)) {
      const link = make("a", refs.get(row), add("cited as", ""));
      link.href = `#${refs.get(row)}`;
    }
    box.replaceChildren(list);
    box.hidden = false;
    box.focus();
    drawRows(true);
  }

  // ── the lanes ──
  const draw = (tag, marks, into) => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(marks)) made.setAttribute(name, value);
    if (into) into.append(made);
    return made;
  };
  const kindOf = { bad_password: 0, locked_out: 1, success: -1 };

  // A lockout is of an account in a database: it shows on each server that asks for that one of that,
  // and on the client that tripped it.
  const home = (authority, account, client) => [authority, account, laneBy === "client" ? client : ""].join("\n").toLowerCase();

  function gather() {
    const held = columns[laneBy], { authority, account } = columns;
    const lanes = new Map(), homes = new Map(), seen = new Set();
    for (const row of matching) {
      const kind = kindOf[columns.outcome.at(row)] ?? 2;
      if (kind < 0 || !inRange(row)) continue;
      const code = held.codes[row];
      if (!lanes.has(code)) lanes.set(code, { name: held.words[code], counts: [0, 0, 0], rows: [], marks: [] });
      const lane = lanes.get(code);
      lane.counts[kind] += weight(row);
      lane.rows.push([row, kind]);
      const kin = `${code} ${authority.codes[row]} ${account.codes[row]}`;
      if (lane.name === null || seen.has(kin)) continue;
      seen.add(kin);
      const key = home(authority.at(row), account.at(row), lane.name);
      homes.set(key, [...(homes.get(key) || []), lane]);
    }
    for (const one of data.lockouts) {
      if (one.until < range[0] || one.time > range[1] || (laneBy === "client" && one.by === null)) continue;
      for (const lane of homes.get(home(one.authority, one.account, one.by)) || []) lane.marks.push(one);
    }
    const total = (lane) => lane.counts[0] + lane.counts[1] + lane.counts[2];
    const ranked = [...lanes.values()].sort((a, b) => total(b) - total(a) || (a.rows[0][0] - b.rows[0][0]));
    if (ranked.length <= MOST_LANES) return ranked;
    const rest = ranked.slice(MOST_LANES - 1);
    const merged = {
      name: null, others: rest.length, rows: rest.flatMap((lane) => lane.rows), marks: [...new Set(rest.flatMap((lane) => lane.marks))],
      counts: [0, 1, 2].map((kind) => rest.reduce((all, lane) => all + lane.counts[kind], 0)),
    };
    return [...ranked.slice(0, MOST_LANES - 1), merged];
  }

  const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
    1209600, 2592000, 7862400, 31536000, 157680000, 630720000, 3153600000].map((seconds) => seconds * 1000);

  function drawAxis(picture, wide, high, x) {
    const step = STEPS.find((one) => (range[1] - range[0]) / one <= wide / 76) || STEPS[STEPS.length - 1];
    for (let at = Math.ceil(range[0] / step) * step; at <= range[1]; at += step) {
      const text = new Date(at).toISOString();
      draw("path", { d: `M${x(at)} 0V${high}`, class: "grid" }, picture);
      const said = step >= 86400000 || at % 86400000 === 0 ? text.slice(0, 10) : text.slice(11, step < 60000 ? 19 : 16);
      if (x(at) > 18 && x(at) < wide - 18) draw("text", { x: x(at), y: high + 14, "text-anchor": "middle" }, picture).textContent = said;
    }
  }

  function drawLane(picture, lane, top, wide, x, most) {
    const base = top + LANE - 4, high = LANE - 14;
    if (laneBy === "target") for (const one of lane.marks) {
      const from = Math.max(0, x(one.time)), to = Math.min(wide, Math.max(x(one.until), x(one.time) + (one.known ? 1 : 14)));
      draw("rect", { x: from, y: top + 5, width: Math.max(0, to - from), height: base - top - 5, class: one.known ? "locked" : "unknown" }, picture);
    }
    draw("path", { d: `M0 ${base}H${wide}`, class: "base" }, picture);
    const paths = ["", "", ""];
    for (const [bin, counts] of lane.bins) {
      const total = counts[0] + counts[1] + counts[2];
      const tall = high * Math.max(0.22, Math.min(1, Math.sqrt(total / most)));
      let y = base;
      counts.forEach((count, kind) => {
        if (!count) return;
        const part = (tall * count) / total, narrow = kind === 2 ? 1 : BAR - 1;
        paths[kind] += `M${bin * BAR} ${y}v${-part}h${narrow}v${part}z`;
        y -= part;
      });
    }
    ["solid", "hollow", "thin"].forEach((name, kind) => { if (paths[kind]) draw("path", { d: paths[kind], class: name }, picture); });
    for (const one of lane.marks) {
      const at = x(one.time);
      if (at < 0 || at > wide) continue;
      const mark = draw("path", { d: `M${at} ${top + 1}l5 5l-5 5l-5-5z`, class: "mark" }, picture);
      draw("title", {}, mark).textContent = one.id;
    }
  }

  // Counts of one outcome in one stretch of a lane; a run is spread over the time that it lasts.
  function fill(lane, wide) {
    lane.bins = new Map();
    const binOf = (at) => Math.floor(((at - range[0]) / (range[1] - range[0])) * (wide / BAR));
    for (const [row, kind] of lane.rows) {
      const begin = binOf(times[row]), end = binOf(times[row] + lasting(row));
      for (let bin = Math.max(0, begin); bin <= Math.min(end, wide / BAR); bin++) {
        if (!lane.bins.has(bin)) lane.bins.set(bin, [0, 0, 0]);
        lane.bins.get(bin)[kind] += weight(row) / (end - begin + 1);
      }
    }
  }

  let picture = null, wide = 0;

  function drawLanes() {
    const body = byId("lanes"), lanes = gather(), high = Math.max(1, lanes.length) * LANE;
    const focused = picture && picture === document.activeElement;
    const lines = lanes.map((lane, index) => {
      const line = make("tr"), head = make("th", undefined, line);
      head.scope = "row";
      const name = lane.others ? `${number(lane.others)} others` : lane.name === null ? "not recorded" : lane.name;
      if (lane.name === null) head.textContent = name;
      else {
        const button = make("button", name, head);
        button.type = "button";
        button.title = `Only ${name}`;
        button.setAttribute("aria-pressed", asked(laneBy) === name);
        button.addEventListener("click", () => {
          form.elements[laneBy].value = asked(laneBy) === name ? "" : name;
          refresh(true);
        });
      }
      if (!index) { const box = make("td", undefined, line); box.className = "drawing"; box.rowSpan = lanes.length + 1; }
      for (const count of [...lane.counts, lane.marks.length]) make("td", number(count), line).className = "num";
      return line;
    });
    // The last line holds the times below the drawing, and is the only one where nothing is found.
    const last = make("tr");
    const note = make("th", lanes.length ? "" : "no failure here", last);
    note.scope = "row";
    if (!lanes.length) { const box = make("td", undefined, last); box.className = "drawing"; }
    make("td", "", last).colSpan = 4;
    body.replaceChildren(...lines, last);
    const place = body.querySelector(".drawing");
    wide = Math.max(200, place.clientWidth);
    const x = (at) => ((at - range[0]) / (range[1] - range[0])) * wide;
    picture = draw("svg", { viewBox: `0 0 ${wide} ${high + 22}`, height: high + 22, role: "img", tabindex: 0, id: "drawing" }, place);
    const counts = lanes.map((lane) => `${lane.name ?? "others"}: ${number(lane.counts[0])} bad passwords, ${number(lane.counts[1])} refused, ${number(lane.marks.length)} lockouts`);
    picture.setAttribute("aria-label", `From ${new Date(range[0]).toISOString()} to ${new Date(range[1]).toISOString()}. ${counts.join("; ")}`);
    drawAxis(picture, wide, high, x);
    lanes.forEach((lane) => fill(lane, wide));
    const most = Math.max(8, ...lanes.flatMap((lane) => [...lane.bins.values()].map((one) => one[0] + one[1] + one[2])));
    lanes.forEach((lane, index) => drawLane(picture, lane, index * LANE, wide, x, most));
    if (focused) picture.focus({ preventScroll: true });
  }

  // ── zoom: the stretch of time seen is the one that filters ──
  function see(from, to) {
    const span = Math.min(Math.max(to - from, LEAST_SPAN), widest[1] - widest[0]);
    const begin = Math.min(Math.max(from, widest[0]), widest[1] - span);
    range = [Math.round(begin), Math.round(begin + span)];
    refresh(false);
  }
  function zoom(factor, share = 0.5) {
    const span = range[1] - range[0], fixed = range[0] + span * share;
    see(fixed - span * factor * share, fixed + span * factor * (1 - share));
  }
  const shift = (share) => { const by = (range[1] - range[0]) * share; see(range[0] + by, range[1] + by); };
  const moves = { in: () => zoom(0.5), out: () => zoom(2), back: () => shift(-0.5), on: () => shift(0.5), whole: () => see(...widest) };
  const keys = { "+": "in", "=": "in", "-": "out", ArrowLeft: "back", ArrowRight: "on", Home: "whole" };

  const lanesBody = byId("lanes");
  const shareOf = (event) => { const box = picture.getBoundingClientRect(); return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)); };
  const onPicture = (event) => picture && picture.contains(event.target);
  lanesBody.addEventListener("keydown", (event) => {
    if (event.target !== picture || !keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moves[keys[event.key]]();
  });
  // A page that takes every turn of the wheel cannot be scrolled past.
  lanesBody.addEventListener("wheel", (event) => {
    if (!onPicture(event) || !(event.ctrlKey || document.activeElement === picture)) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, shareOf(event));
  }, { passive: false });

  // One pointer marks a stretch, two pinch. The drawing is made anew meanwhile, so the window listens.
  const fingers = new Map();
  let brush = null, pinch = null;
  lanesBody.addEventListener("pointerdown", (event) => {
    if (!onPicture(event) || event.button) return;
    fingers.set(event.pointerId, shareOf(event));
    if (brush) brush.mark.remove();
    brush = fingers.size === 1 ? { from: shareOf(event), to: shareOf(event), mark: draw("rect", { y: 0, height: "100%", width: 0, class: "brush" }, picture) } : null;
    pinch = fingers.size === 2 ? { shares: [...fingers.values()], range: range.slice() } : null;
  });
  window.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, shareOf(event));
    if (brush) {
      brush.to = shareOf(event);
      brush.mark.setAttribute("x", Math.min(brush.from, brush.to) * wide);
      brush.mark.setAttribute("width", Math.abs(brush.to - brush.from) * wide);
    } else if (pinch) {
      const [a, b] = pinch.shares, [c, d] = [...fingers.values()], span = pinch.range[1] - pinch.range[0];
      const now = (span * Math.abs(a - b)) / Math.max(Math.abs(c - d), 0.02);
      const fixed = pinch.range[0] + (span * (a + b)) / 2;
      see(fixed - (now * (c + d)) / 2, fixed + now * (1 - (c + d) / 2));
    }
  });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, (event) => {
    if (!fingers.delete(event.pointerId)) return;
    const done = brush;
    brush = pinch = null;
    if (!done) return;
    done.mark.remove();
    const [from, to] = [Math.min(done.from, done.to), Math.max(done.from, done.to)], span = range[1] - range[0];
    if (end === "pointerup" && (to - from) * wide > 4) see(range[0] + span * from, range[0] + span * to);
  });

  // ── what a person does ──
  form.addEventListener("submit", (event) => event.preventDefault());
  let typing = 0;
  form.addEventListener("input", (event) => {
    if (event.target.name === "from" || event.target.name === "to") return;
    clearTimeout(typing);
    // Every letter typed is looked for at once, but where there are so many rows that it would be felt.
    if (rows < 20000) refresh(true);
    else typing = setTimeout(() => refresh(true), 250);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "from" && event.target.name !== "to") return;
    const [from, to] = ["from", "to"].map((name) => Date.parse(asked(name) + "Z"));
    if (Number.isNaN(from) || Number.isNaN(to) || from > to) refresh(false);
    else see(from, to);
  });
  form.addEventListener("reset", () => setTimeout(() => { range = widest.slice(); refresh(true); }));
  for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", moves[button.dataset.zoom]);
  byId("lane-by").addEventListener("change", (event) => { laneBy = event.target.value; drawLanes(); });
  byId("rows").addEventListener("click", (event) => {
    const line = event.target.closest("tr[data-row]");
    if (line) choose(Number(line.dataset.row));
  });
  byId("window").addEventListener("scroll", () => requestAnimationFrame(() => drawRows(false)), { passive: true });

  // A frame is a stop of the Tab key only while there is something in it to scroll to.
  const stops = () => {
    for (const frame of document.querySelectorAll(".scroll")) {
      frame.tabIndex = frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight ? 0 : -1;
    }
  };
  let waiting = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { drawLanes(); drawRows(true); stops(); }, 120);
  });

  for (const name of ["client", "target", "account"]) {
    const known = columns[name].words.filter((word) => word !== null).slice(0, 300);
    byId(`known-${name}`).replaceChildren(...known.map((word) => { const one = make("option"); one.value = word; return one; }));
  }
  byId("unscripted").hidden = true;
  byId("scripted").hidden = false;
  refresh(true);
  stops();
})();
