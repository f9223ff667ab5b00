// Opens a page in Chromium without a window, and says what came of it.
//
// usage: node browser.js page FILE       checks a page of papers; prints its arXiv identifiers, a line each
//        node browser.js bookmarks FILE  prints each bookmark of a file as a browser finds it, one JSON a line
//        node browser.js picture FILE PNG WIDTH HEIGHT light|dark
//
// CHROMIUM names the browser, else it is chromium. It ends with 1 where something is wrong with the page.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { pathToFileURL } = require('url');

const [what, file, ...rest] = process.argv.slice(2);
const address = pathToFileURL(path.resolve(file)).href;
const wrong = [];

// browser starts Chromium, to be spoken to through two pipes: JSON, each with a NUL behind it.
function browser() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'offprint-chromium-'));
  const child = spawn(process.env.CHROMIUM || 'chromium', [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run', '--disable-background-networking',
    '--disable-dev-shm-usage', `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank',
  ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const waiting = new Map();
  const listeners = [];
  let number = 0;
  let unread = Buffer.alloc(0);
  const failed = new Promise((_, reject) => {
    child.on('error', reject);
    child.on('exit', () => reject(new Error('Chromium has ended')));
  });
  failed.catch(() => {});
  child.stdio[3].on('error', () => {});
  child.stdio[4].on('data', (data) => {
    unread = Buffer.concat([unread, data]);
    for (let end; (end = unread.indexOf(0)) >= 0;) {
      const message = JSON.parse(unread.subarray(0, end).toString());
      unread = unread.subarray(end + 1);
      if (message.id) {
        const { resolve, reject } = waiting.get(message.id);
        waiting.delete(message.id);
        if (message.error) reject(new Error(message.error.message)); else resolve(message.result);
      } else {
        listeners.forEach((listener) => listener(message.method, message.params));
      }
    }
  });
  const send = (method, params = {}, sessionId = undefined) => Promise.race([failed, new Promise((resolve, reject) => {
    waiting.set(++number, { resolve, reject });
    child.stdio[3].write(JSON.stringify({ id: number, method, params, sessionId }) + '\0');
  })]);
  const close = () => new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.on('exit', resolve);
    child.kill();
  }).then(() => fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  return { send, close, on: (listener) => listeners.push(listener) };
}

// inPage is run in the page: whether it stays within its width, and which text is too faint.
function inPage() {
  const light = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).slice(0, 3).map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (!/, 0\)$/.test(color)) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = 0; n < 5000 && texts.nextNode(); n++) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) faint.add(`${element.tagName}.${element.className} ${contrast.toFixed(2)}`);
  }
  return {
    wide: document.documentElement.scrollWidth > innerWidth,
    faint: [...faint],
    scripts: document.scripts.length + document.querySelectorAll('img, iframe, object, embed, link, form').length,
    ids: [...document.querySelectorAll('main > article')].map((a) => a.dataset.arxiv),
    lost: [...document.querySelectorAll('nav a')].filter((a) => !document.getElementById(a.hash.slice(1))).length,
    links: [...document.querySelectorAll('main a')].filter((a) => !/^(https?|mailto):$/.test(a.protocol) || a.rel !== 'noopener noreferrer').map((a) => a.href),
  };
}

// inBookmarks is run in a file of bookmarks, of which HTML makes a tree of its own.
function inBookmarks() {
  return [...document.querySelectorAll('dt > a')].map((a) => {
    const about = a.parentElement.nextElementSibling;
    return {
      url: a.getAttribute('href'), title: a.textContent, tags: a.getAttribute('tags'), added: a.getAttribute('add_date'),
      folder: a.closest('dl').parentElement.querySelector('h3').textContent,
      about: about && about.tagName === 'DD' ? about.textContent.trim() : '',
    };
  });
}

async function main() {
  const chromium = browser();
  try {
    const { targetId } = await chromium.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await chromium.send('Target.attachToTarget', { targetId, flatten: true });
    const send = (method, params) => chromium.send(method, params, sessionId);
    const evaluate = async (f) => {
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression: `(${f})()`, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
      return result.value;
    };
    const shown = (width, height, scheme) => Promise.all([
      send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false }),
      send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] }),
    ]);
    let loaded;
    const load = new Promise((resolve) => { loaded = resolve; });
    chromium.on((method, params) => {
      if (method === 'Page.loadEventFired') loaded();
      if (method === 'Network.requestWillBeSent' && params.request.url !== address) wrong.push(`asks for ${params.request.url}`);
      if (method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown') wrong.push(`runs something: ${JSON.stringify(params).slice(0, 300)}`);
      if (method === 'Log.entryAdded') wrong.push(`${params.entry.level}: ${params.entry.text}`);
    });
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await send(`${domain}.enable`);
    if (what === 'picture') await shown(+rest[1], +rest[2], rest[3]);
    await send('Page.navigate', { url: address });
    await load;
    if (what === 'picture') {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      fs.writeFileSync(rest[0], Buffer.from(data, 'base64'));
    } else if (what === 'bookmarks') {
      (await evaluate(inBookmarks)).forEach((b) => console.log(JSON.stringify(b)));
    } else {
      let ids = [];
      for (const [width, scheme] of [[1200, 'light'], [1200, 'dark'], [400, 'light'], [400, 'dark']]) {
        await shown(width, 900, scheme);
        const seen = await evaluate(inPage);
        ids = seen.ids;
        const say = (text) => wrong.push(`at a width of ${width}, ${scheme}: ${text}`);
        if (seen.wide) say('it is wider than the window');
        if (seen.faint.length) say(`text is too faint: ${seen.faint.slice(0, 10).join(', ')}`);
        if (seen.scripts) say(`${seen.scripts} scripts, pictures or frames`);
        if (seen.lost) say(`${seen.lost} lines of the contents lead nowhere`);
        if (seen.links.length) say(`${seen.links.length} links are not safe: ${seen.links.slice(0, 5).join(' ')}`);
      }
      console.log(ids.join('\n'));
    }
  } finally {
    await chromium.close();
  }
}

main().then(() => {
  wrong.slice(0, 20).forEach((w) => console.error(`${file}: ${w}`));
  process.exitCode = wrong.length ? 1 : 0;
}, (error) => {
  console.error(`${file}: ${error.stack}`);
  process.exitCode = 1;
});
