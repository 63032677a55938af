/** Who is refused for what they cost the thread, with a clock that is set by hand. */
import { setImmediate as loopGoesRound } from 'node:timers/promises';
import { FairShare } from '../../src/server/fair-share';

const SHARE = 0.5;

class Clock {
  private time = 0;
  private had = 0;
  now = () => this.time;
  used = () => this.had;
  /** The thread does something for so long, in which others may have its processor. */
  work(milliseconds: number, used = milliseconds): void {
    this.time += milliseconds;
    this.had += used;
  }
  wait(milliseconds: number): void {
    this.time += milliseconds;
  }
}

describe('the share of a caller', () => {
  let clock: Clock;
  let shares: FairShare;
  beforeEach(() => {
    clock = new Clock();
    shares = new FairShare({ share: SHARE, clock });
  });
  const takes = (caller: string, milliseconds: number) => {
    shares.served(caller);
    const work = shares.begin(caller);
    clock.work(milliseconds);
    work.end();
  };

  test('whoever is alone is never refused', () => {
    for (let request = 0; request < 100; request++) {
      takes('one', 100);
      expect(shares.excess('one')).toBeNull();
    }
  });

  test('who takes more than the share is refused while another is there, and may come again after the time that is told', () => {
    takes('other', 100);
    for (let request = 0; request < 9; request++) takes('one', 100);
    const seconds = shares.excess('one');
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(shares.excess('other')).toBeNull();
    clock.wait(1000 * seconds!);
    expect(shares.excess('one')).toBeNull();
  });

  test('nobody is refused who took less than the share, however busy the thread is', async () => {
    takes('other', 10);
    takes('one', 450);
    await loopGoesRound();
    // What the server does for itself.
    clock.work(100);
    expect(shares.excess('one')).toBeNull();
    takes('one', 200);
    expect(shares.excess('one')).not.toBeNull();
  });

  test('while others on the machine have its processor, nobody pays for that', () => {
    takes('other', 10);
    for (let request = 0; request < 9; request++) {
      shares.served('one');
      const work = shares.begin('one');
      clock.work(100, 40);
      work.end();
    }
    expect(shares.excess('one')).toBeNull();
  });

  test('others are there for ten seconds after they asked', () => {
    takes('other', 1);
    clock.wait(9000);
    takes('one', 900);
    expect(shares.excess('one')).not.toBeNull();
    clock.wait(1000);
    takes('one', 900);
    expect(shares.excess('one')).toBeNull();
  });

  test('whoever is not known to be a caller is nobody who waits', () => {
    const stranger = shares.begin('192.0.2.1');
    clock.work(1);
    stranger.end();
    takes('one', 900);
    expect(shares.excess('one')).toBeNull();
  });

  test('what is in hand counts as what it will take, on top of what was taken', () => {
    takes('other', 1);
    for (let request = 0; request < 20; request++) takes('one', 20);
    const inHand = Array.from({ length: 60 }, () => shares.begin('one'));
    expect(shares.excess('one')).not.toBeNull();
    for (const work of inHand) work.end(false);
    expect(shares.excess('one')).toBeNull();
  });

  test('what piles up behind a stall makes nobody the one who takes too much', async () => {
    takes('other', 1);
    for (let request = 0; request < 15; request++) takes('one', 10);
    for (let request = 0; request < 500; request++) shares.begin('one');
    await loopGoesRound();
    expect(shares.excess('one')).toBeNull();
  });

  test('what was refused says nothing of what the next will take', () => {
    takes('other', 1);
    takes('one', 300);
    for (let request = 0; request < 100; request++) shares.begin('one').end(false);
    for (let request = 0; request < 120; request++) shares.begin('one');
    expect(shares.excess('one')).not.toBeNull();
  });

  test('a caller who is found out pays for what was done before, and their address does not', () => {
    takes('other', 1);
    const work = shares.begin('192.0.2.1');
    clock.work(900);
    work.belongsTo('one');
    work.end();
    expect(shares.excess('192.0.2.1')).toBeNull();
    expect(shares.excess('one')).not.toBeNull();
  });

  test('what is done for nobody known is of nobody, and what goes on pays for itself', async () => {
    takes('other', 1);
    const waiting = shares.begin('one');
    const another = shares.begin('two');
    await loopGoesRound();
    clock.work(900);
    expect([shares.excess('one'), shares.excess('two')]).toEqual([null, null]);
    waiting.goesOn();
    clock.work(900);
    another.goesOn();
    clock.work(100);
    expect(shares.excess('one')).not.toBeNull();
    expect(shares.excess('two')).toBeNull();
  });

  test('work that waits for something else for long no longer counts as in hand', async () => {
    takes('other', 1);
    for (let request = 0; request < 120; request++) shares.begin('one');
    const own = shares.begin('one');
    clock.work(400);
    own.end(false);
    await loopGoesRound();
    expect(shares.excess('one')).not.toBeNull();
    clock.wait(700);
    expect(shares.excess('one')).toBeNull();
  });

  test('work that goes on after it waited for long is paid for again', async () => {
    takes('other', 1);
    const waiting = shares.begin('one');
    await loopGoesRound();
    clock.wait(1500);
    expect(shares.excess('one')).toBeNull();
    waiting.goesOn();
    clock.work(900);
    expect(shares.excess('one')).not.toBeNull();
  });

  test('who is over pays for nothing that comes later', async () => {
    takes('other', 1);
    const work = shares.begin('one');
    work.end();
    await loopGoesRound();
    work.goesOn();
    clock.work(900);
    expect(shares.excess('one')).toBeNull();
  });

  test('while others are there the third operation waits for its turn', () => {
    const begins = () => shares.turn('one').begins !== null;
    expect([begins(), begins(), begins()]).toEqual([false, false, false]);
    takes('other', 1);
    takes('one', 1);
    expect(begins()).toBe(true);
  });

  test('who breaks connections pays for each', async () => {
    takes('other', 1);
    await loopGoesRound();
    for (let connection = 0; connection < 600; connection++) shares.broke('192.0.2.1');
    expect(shares.excess('192.0.2.1')).not.toBeNull();
  });

  test('a share of everything bounds nobody', () => {
    shares = new FairShare({ share: 1, clock });
    takes('other', 1);
    for (let request = 0; request < 20; request++) takes('one', 100);
    expect(shares.excess('one')).toBeNull();
    for (let request = 0; request < 20; request++) expect(shares.turn('one').begins).toBeNull();
  });
});
