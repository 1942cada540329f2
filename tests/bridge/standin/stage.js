import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { CcpServer } from './ccpServer.js';
import { ContactCentre } from './contactCentre.js';
import { Engine, until } from './engine.js';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** The reason to skip the tests here, or false. */
export const missing = existsSync(executablePath) ? false : `Chromium is missing (${executablePath}).`;

const installed = JSON.parse(readFileSync(new URL('../../../src/bridge/node_modules/amazon-connect-streams/package.json', import.meta.url)));
const amazonVersion = installed.version;

let browser;

/** Starts the browser of a test file. */
export async function openBrowser() {
  if (!missing) {
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    });
  }
}

export async function closeBrowser() {
  await browser?.close();
}

/** The processes of the browser, itself first. */
export function browserProcesses() {
  const parents = new Map(readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(pid => [Number(pid), parentOf(pid)]));
  const all = [...parents.keys()].filter(pid => parents.get(pid) === process.pid && commandOf(pid).includes('chrom'));
  for (const pid of all) {
    all.push(...[...parents.keys()].filter(child => parents.get(child) === pid));
  }
  return all;
}

/** Runs a test with an agent of a contact centre, an engine and a browser of its own, and cleans up. */
export function staged(act) {
  return async t => {
    const centre = new ContactCentre();
    const ccp = new CcpServer(centre);
    const engine = new Engine();
    const context = await browser.newContext();
    const stage = new Stage(centre, ccp, engine, context);
    t.diagnostic(`amazon-connect-streams ${amazonVersion}, Chromium ${browser.version()}`);
    try {
      await ccp.start();
      await engine.start();
      await act(stage, t);
    } catch (error) {
      t.diagnostic(stage.log.slice(-20).join('\n'));
      throw error;
    } finally {
      await context.close();
      await engine.stop();
      await ccp.stop();
    }
  };
}

/** Has a page do with its own timers, as one must that may have no worker. */
export const withoutWorker = () => {
  window.Worker = class { constructor() { throw new Error('Refused by the Content-Security-Policy.'); } };
};

class Stage {
  log = [];

  constructor(centre, ccp, engine, context) {
    Object.assign(this, { centre, ccp, engine, context });
  }

  get bridgePage() {
    return `${this.engine.url}/bridge/?ccp=${encodeURIComponent(this.ccp.url)}`;
  }

  /**
   * Opens the ready page of the bridge, or another one.
   * @param isTimed whether all of the page's timers are its own, and the test's to stop: page.clock.
   */
  async open(address = this.bridgePage, { isTimed = false } = {}) {
    const page = await this.context.newPage();
    if (isTimed) {
      await page.clock.install();
      await page.addInitScript(withoutWorker);
    }
    page.on('console', message => {
      if (['warning', 'error'].includes(message.type())) {
        this.log.push(`${message.type()}: ${message.text().slice(0, 400)}`);
      }
    });
    page.on('pageerror', error => this.log.push(`pageerror: ${error.stack}`));
    await page.goto(address);
    return page;
  }

  /** Opens the bridge's page and waits until it is attached and has shown the agent. */
  async attach(options) {
    const before = this.engine.bridges.length;
    const page = await this.open(this.bridgePage, options);
    const bridge = await this.engine.bridge(before);
    await bridge.snapshot();
    await state(page, 'attached');
    return { page, bridge };
  }

  /** The same with a call that is talked on. */
  async talking() {
    const contact = this.centre.talk();
    const attached = await this.attach();
    await attached.bridge.snapshot(({ contacts }) => contacts.length === 1);
    return { ...attached, contact, ids: { contactId: contact.contactId, connectionId: contact.connections[1].connectionId } };
  }
}

/** Waits until the bridge's page shows that state. */
export function state(page, name) {
  return until(async () => await page.getAttribute('#state', 'data-state') === name, `the state ${name}`);
}

/** Waits until the bridge's page got the first beat of its worker, by which it notices that it sleeps or is blocked. */
export async function beating(page) {
  const worker = await until(() => page.workers()[0], 'the worker');
  // A beat is the first thing that it does.
  await worker.evaluate(() => 0);
  await page.evaluate(() => new Promise(done => setTimeout(done)));
}

/** The CCP inside the page. */
export function ccpOf(page) {
  return page.frames().find(frame => frame.url().includes('/ccp-v2/'));
}

function parentOf(pid) {
  return Number(readOrEmpty(`/proc/${pid}/stat`).replace(/^.*\) /s, '').split(' ')[1]);
}

function commandOf(pid) {
  return readOrEmpty(`/proc/${pid}/cmdline`);
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
