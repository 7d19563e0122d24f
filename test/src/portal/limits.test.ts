// Limits on questions: per visitor and per car, on a clock of the test's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedAddress, Counter, DashboardCheck, Limiter } from '@carnet/portal';

const DAY = 86_400_000;
const unforeseen = (error: unknown): never => { throw error; };
const form = (vin: string): URLSearchParams => new URLSearchParams({ vin, reading: '50000', unit: 'km' });
const vin = (number: number): string => `VF1JM0D06${String(40_000_000 + number)}`;

async function answered(check: DashboardCheck, questions: readonly [vin: string, visitor: string, now: number][]): Promise<number> {
    let count = 0;
    for (const [of, visitor, now] of questions) {
        const { status } = await check.answer(form(of), visitor, now);
        assert.ok(status === 200 || status === 429);
        if (status === 200) count += 1;
    }
    return count;
}

test('one car is asked about three times a day and ten times in thirty days, however many ask', async () => {
    const check = new DashboardCheck(() => Promise.resolve('MATCH'), unforeseen);
    const crowd = (day: number): [string, string, number][] => Array.from({ length: 20 }, (_, index) => [vin(1), `10.0.${day}.${index}`, day * DAY]);
    assert.equal(await answered(check, crowd(0)), 3);
    assert.equal(await answered(check, [[vin(2), '10.0.0.0', 0]]), 1);
    const days = Array.from({ length: 29 }, (_, day) => crowd(day + 1)).flat();
    assert.equal(await answered(check, days), 7);
    assert.equal(await answered(check, crowd(30)), 3);
});

test('one visitor asks ten times an hour and thirty times a day; then he uses up no car\'s questions', async () => {
    const check = new DashboardCheck(() => Promise.resolve('MATCH'), unforeseen);
    const one = (start: number, now: number): [string, string, number][] => Array.from({ length: 15 }, (_, index) => [vin(start + index), '10.0.0.1', now]);
    assert.equal(await answered(check, one(0, 0)), 10);
    assert.equal(await answered(check, [...one(100, DAY / 8), ...one(200, DAY / 4), ...one(300, DAY / 2)]), 20);
    assert.equal(await answered(check, [...Array(5).keys()].map(() => [vin(14), '10.0.0.1', DAY / 2])), 0);
    assert.equal(await answered(check, [[vin(14), '10.0.0.2', DAY / 2], [vin(14), '10.0.0.3', DAY / 2], [vin(14), '10.0.0.4', DAY / 2]]), 3);
});

test('a registered car and one that is not are limited alike', async () => {
    const check = new DashboardCheck(of => Promise.resolve(of === vin(1) ? 'MATCH' : 'NO_DATA'), unforeseen);
    const ask = (of: string): [string, string, number][] => ['a', 'b', 'c', 'd', 'e'].map(visitor => [of, visitor, 0]);
    assert.equal(await answered(check, ask(vin(1))), await answered(check, ask(vin(2))));
});

test('counts take bounded memory and forget what has ended', () => {
    const counter = new Counter({ count: 1, span: 10 });
    for (let key = 0; key < 100_100; key++) counter.count(String(key), 0);
    assert.equal(counter.keys, 100_000);
    assert.ok(!counter.allows('100099', 0));
    counter.count('new', 10);
    assert.equal(counter.keys, 1);
});

test('what one limit refuses is not counted by the others', () => {
    const limiter = new Limiter({ count: 1, span: 10 }, { count: 2, span: 100 });
    assert.deepEqual([0, 1, 2, 11, 12, 22].map(now => limiter.take('key', now)), [true, false, false, true, false, false]);
});

test('visitors are counted by IPv4 address or IPv6 network', () => {
    for (const [address, counted] of [
        ['203.0.113.7', '203.0.113.7'], ['::ffff:203.0.113.7', '203.0.113.7'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
        ['2001:DB8:1:2::1', '2001:db8:1:2::/64'], ['fe80::1%eth0', 'fe80:0:0:0::/64'], ['::1', '0:0:0:0::/64'], ['nonsense', 'unknown'], ['', 'unknown'],
    ] as const) assert.equal(countedAddress(address), counted);
});
