/** What is said of a claim, in words that can be quoted. */
import type { Interval } from '../statistics/analysis';
import { capitalised, formatConfidence, formatList, formatRatio } from '../statistics/format';
import type { ClaimVerdictName, Part } from './claim';
import type { Effect } from './effect';
import type { JudgedClaim, JudgedPart } from './judge';
import { overheadWords } from './overhead-words';

export const OPENINGS: Readonly<Record<ClaimVerdictName, string>> = {
  SUPPORTED: 'Supported',
  CONTRADICTED: 'Contradicted',
  DEPENDS: 'It depends',
  NOT_ENOUGH_DATA: 'Not enough data',
};

export function claimSentence(
  verdict: ClaimVerdictName,
  parts: readonly JudgedPart[],
  notMeasured: readonly string[],
): string {
  const said = parts.length === 0 ? 'None of it was raced.' : parts.map(({ sentence }) => sentence).join(' ');
  const rest = notMeasured.length === 0 ? '' : ` Not measured: ${formatList(notMeasured)}.`;
  return `${OPENINGS[verdict]}. ${said}${rest}`;
}

/** The answer in one sentence, with what its parts say where they differ. */
export function answerSentence({
  statement,
  verdict,
  parts,
}: Pick<JudgedClaim, 'statement' | 'verdict' | 'parts'>): string {
  const claim = statement.replace(/\.$/, '');
  const groups = (Object.keys(OPENINGS) as ClaimVerdictName[]).flatMap((said) => {
    const names = parts.filter((part) => part.verdict === said).map(({ name }) => name);
    return names.length === 0 || names.length === parts.length ? [] : `${WITHIN[said]} for ${formatList(names)}`;
  });
  const said = [...groups, ...averagesOf(parts)];
  return `${OPENINGS[verdict]}: “${claim}”${said.length === 0 ? '' : ` (${said.join('; ')})`}.`;
}

/** Of few parts: a sentence of more numbers is none. */
function averagesOf(parts: readonly JudgedPart[]): string[] {
  if (parts.length > 3) return [];
  return parts.flatMap(({ name, timesAsFast, effects: [first] }) => {
    if (timesAsFast === null || !first) return [];
    return `${first.subject} is on average ${formatRatio(timesAsFast).value} times as fast as ${first.other} in ${name}`;
  });
}

const WITHIN: Readonly<Record<ClaimVerdictName, string>> = {
  SUPPORTED: 'supported',
  CONTRADICTED: 'contradicted',
  DEPENDS: 'it depends',
  NOT_ENOUGH_DATA: 'not enough data',
};

/** "Inference of recurrent networks: PyTorch is faster than TensorFlow in 3 of 5 cases (lstm, inference; …), …; 1.2 times as fast on average." */
export function partSentence(part: Part, effects: readonly Effect[], average: Interval | null): string {
  const name = capitalised(part.name);
  if (effects.length === 0) return `${name}: not measured.`;
  return `${name}: ${'duels' in part ? duelsSentence(effects, average) : changesSentence(effects)}.`;
}

function duelsSentence(effects: readonly Effect[], average: Interval | null): string {
  const [first] = effects;
  const { subject = '', other = '' } = first ?? {};
  const groups = [
    told(effects, 'FASTER', `${subject} is faster than ${other} in`),
    told(effects, 'SLOWER', `${other} is faster${isAny(effects, 'FASTER') ? '' : ` than ${subject}`} in`),
    told(effects, 'ALIKE', 'practically no difference in'),
    told(effects, null, 'not enough data in'),
  ].filter((group) => group !== null);
  const mean = average === null || effects.length < 2 ? '' : `; on average ${averageWords(subject, average)}`;
  return `${groups.join(', ')} of ${effects.length}${aloneWords(effects)}${mean}${overheadWords(effects)}${missingWords(effects)}`;
}

const isAny = (effects: readonly Effect[], seen: Effect['seen']) => effects.some((effect) => effect.seen === seen);

function told(effects: readonly Effect[], seen: Effect['seen'], opening: string): string | null {
  const those = effects.filter((effect) => effect.seen === seen);
  if (those.length === 0) return null;
  const named =
    those.length === effects.length || those.length > 3 ? '' : ` (${formatList(those.map(({ name }) => name))})`;
  return `${opening} ${those.length}${named}`;
}

function averageWords(subject: string, average: Interval): string {
  const text = formatRatio(average);
  return `${subject} is ${text.value} times as fast${formatConfidence(average.confidence, text)}`;
}

function changesSentence(effects: readonly Effect[]): string {
  const those = (stance: Effect['stance']) => effects.filter((effect) => effect.stance === stance);
  const [more, less, open] = [those('SUPPORTS'), those('CONTRADICTS'), those('UNDECIDED')];
  const said = [
    more.length > 0 && `buys more than the choice of the framework: ${more.map(changeWords).join(', ')}`,
    less.length > 0 && `buys less: ${less.map(changeWords).join(', ')}`,
    open.length > 0 && `not enough data: ${open.map(changeWords).join(', ')}`,
  ].filter((text) => text !== false);
  return `${said.join('; ')}${aloneWords(effects)}${missingWords(effects)}`;
}

function changeWords({ name, timesAsFast }: Effect): string {
  return timesAsFast === null ? name : `${name} (${formatRatio(timesAsFast).value} times)`;
}

function aloneWords(effects: readonly Effect[]): string {
  const alone = effects.filter(({ onlyAlone }) => onlyAlone).length;
  return alone === 0
    ? ''
    : `; ${alone} of these shown by ${alone === 1 ? 'itself' : 'themselves'}, but not together with the others`;
}

/** Each reason once. */
function missingWords(effects: readonly Effect[]): string {
  const reasons = [...new Set(effects.flatMap(({ missing }) => missing ?? []))];
  return reasons.length === 0 ? '' : `; ${reasons.join('; ')}`;
}
