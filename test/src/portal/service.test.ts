// The portal over HTTP: headers, limits, refusals that say nothing, and a log without secrets.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { startPortal, type RunningPortal } from './running.js';

let portal: RunningPortal;
const asked: [string, number, string][] = [];
before(async () => {
    portal = await startPortal((vin, { value, unit }) => {
        asked.push([vin, value, unit]);
        return vin.endsWith('9') ? Promise.reject(new Error('the peer is gone')) : Promise.resolve('LOWER_THAN_LEDGER');
    });
});
after(async () => portal.close());

const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(portal.url + path, { redirect: 'error', ...init });
const check = (vin: string, reading: string, headers: Record<string, string> = {}): Promise<Response> =>
    get('/check?lang=en', { method: 'POST', body: new URLSearchParams({ vin, reading, unit: 'km' }), headers });

test('a share link opens the report, and its certificate file is the bytes that were shared', async () => {
    const path = await portal.share('rolled back');
    const response = await get(`${path}?lang=en`);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /The odometer reading is not credible/);
    const file = await get(`${path}/certificate`);
    assert.equal(file.headers.get('content-disposition'), 'attachment; filename="carnet-418273-2024-06-10.carnet.json"');
    assert.equal(await file.text(), 'rolled back');
});

test('every answer carries the security headers; a report is not stored; only https is asked for again', async () => {
    for (const path of [await portal.share('clean'), '/r/x', '/', '/check', '/verify', '/style.css', '/robots.txt', '/nothing']) {
        const { headers } = await get(path);
        assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'/, path);
        assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe|script-src/);
        assert.equal(headers.get('referrer-policy'), 'no-referrer');
        assert.equal(headers.get('x-content-type-options'), 'nosniff');
        assert.equal(headers.get('x-frame-options'), 'DENY');
        assert.match(headers.get('permissions-policy') ?? '', /camera=\(\)/);
        assert.equal(headers.get('strict-transport-security'), 'max-age=31536000');
        assert.equal(headers.get('cache-control'), ['/verify', '/style.css'].includes(path) ? 'public, max-age=3600' : 'no-store', path);
        assert.equal(headers.get('x-powered-by'), null);
    }
});

test('unknown, malformed and expired links give the same page', async () => {
    const path = await portal.share('clean', 1);
    portal.now += 86_400_000;
    const replies = await Promise.all([path, `/r/${'A'.repeat(43)}`, '/r/x', '/r/..%2f..%2fetc%2fpasswd', '/r/%00', `${path}/certificate`].map(async link => {
        const response = await get(link);
        return [response.status, await response.text()] as const;
    }));
    for (const reply of replies) assert.deepEqual(reply, replies[0]);
    assert.equal(replies[0]?.[0], 404);
});

test('a certificate that does not verify is not shown, and neither is it handed out', async () => {
    const path = await portal.share('something else');
    for (const link of [path, `${path}/certificate`]) {
        const response = await get(link);
        assert.equal(response.status, 409);
        const text = await response.text();
        assert.match(text, /This report is not proved/);
        assert.match(text, /A signature does not verify\./);
        assert.doesNotMatch(text, /something else/);
    }
});

test('no other method, path or file is served', async () => {
    for (const [path, method, status] of [
        ['/check', 'PUT', 405], ['/', 'POST', 405], ['/r/x', 'DELETE', 405], ['/../package.json', 'GET', 404], ['/%2e%2e/%2e%2e/etc/passwd', 'GET', 404],
        ['/style.css/', 'GET', 404], ['//evil.example/', 'GET', 404],
    ] as const) assert.equal((await get(path, { method })).status, status, path);
    assert.equal((await get('/check', { method: 'PUT' })).headers.get('allow'), 'GET, HEAD, POST');
    const head = await get('/', { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
});

test('the dashboard check answers in words, and the reading and VIN are shown again as text', async () => {
    const response = await check('vf1jm0d0641234561 ', '93 320');
    assert.equal(response.status, 200);
    assert.match(await response.text(), /A higher reading than this one is already recorded/);
    assert.deepEqual(asked.at(-1), ['VF1JM0D0641234561', 93_320, 'km']);
    const hostile = await check('"><script>', '1');
    assert.equal(hostile.status, 400);
    assert.match(await hostile.text(), /value="&quot;&gt;&lt;script&gt;"/);
    for (const reading of ['', '-1', '1e5', '12345678', '93,3', '0x10', '１２']) assert.equal((await check('VF1JM0D0641234561', reading)).status, 400, reading);
    const gone = await check('VF1JM0D0641234569', '5');
    assert.equal(gone.status, 503);
    assert.match(await gone.text(), /The register cannot be reached just now/);
});

test('a body that is too large, or no form, is refused', async () => {
    const before = asked.length;
    assert.equal((await check('VF1JM0D0641234562', '1'.repeat(2000))).status, 400);
    assert.equal((await get('/check', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status, 400);
    assert.equal(asked.length, before);
});

test('the log has one line per answer, without token, VIN, reading or address', async () => {
    const path = await portal.share('clean');
    portal.log.length = 0;
    await get(path);
    await check('VF1JM0D0641234563', '77777');
    assert.equal(portal.log.length, 2);
    assert.match(portal.log[0] ?? '', /^\S+Z GET report 200 \d+ ms$/);
    assert.match(portal.log[1] ?? '', /^\S+Z POST check 200 \d+ ms$/);
    assert.doesNotMatch(portal.log.join(), /VF1|77777|127\.0|\/r\//);
});

test('a visitor opens sixty links a minute, and is then told to wait; a minute later he may again', async () => {
    portal.now += 60_000;
    const statuses = new Map<number, number>();
    for (let count = 0; count < 70; count++) {
        const { status } = await get('/r/x', { method: 'HEAD' });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    assert.deepEqual([...statuses], [[404, 60], [429, 10]]);
    assert.equal((await get('/')).status, 200);
    portal.now += 60_000;
    assert.equal((await get('/r/x')).status, 404);
});

test('a report counts as one however its address is written', async () => {
    portal.now += 60_000;
    // Not by fetch, which takes dots out itself.
    const statusOf = async (path: string): Promise<number | undefined> => new Promise((resolve, reject) => {
        request({ port: new URL(portal.url).port, path, method: 'HEAD', agent: false }, response => {
            response.resume();
            resolve(response.statusCode);
        }).on('error', reject).end();
    });
    for (let count = 0; count < 60; count++) assert.equal(await statusOf(`/${['./', '%2e/', 'x/../'][count % 3] ?? ''}r/x`), 404);
    for (const path of ['/./r/x', '/%2E/r/x', '/x/%2e%2e/r/x', '/\\..\\r\\x', '/r/x']) assert.equal(await statusOf(path), 429, path);
    portal.now += 60_000;
});

test('what is not HTTP is answered and cut off', async () => {
    const socket = connect(Number(new URL(portal.url).port), '127.0.0.1');
    const answer = await new Promise<string>((resolve, reject) => {
        let text = '';
        socket.on('data', data => { text += data.toString(); }).on('close', () => resolve(text)).on('error', reject);
        socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(9000)}\r\n\r\n`);
    });
    assert.match(answer, /^HTTP\/1\.1 431 /);
});
