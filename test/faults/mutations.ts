/** Text as hostile or broken writers leave it, made from text as it should be. */

/** JSON values that look like what is expected, and are not. */
const HOSTILE = [
  '1e999',
  '-1',
  '1.5',
  '4e9',
  '""',
  'null',
  'true',
  '[]',
  '{}',
  '{"toString":1,"valueOf":1}',
  '"__proto__"',
  '"../../etc/passwd"',
  '"\\u001b]52;c;aGk=\\u0007"',
  '"<img src=x onerror=alert(1)>"',
  '['.repeat(5_000) + ']'.repeat(5_000),
  `"${'x'.repeat(70_000)}"`,
];

/** @param random uniform from 0 to 1 */
export function mutate(text: string, random: () => number): string {
  const at = (length: number): number => Math.floor(random() * length);
  const place = at(text.length);
  const kinds: (() => string)[] = [
    () => text.slice(0, place),
    () => text.slice(0, place) + String.fromCharCode(at(0x250)) + text.slice(place + 1),
    () => text.slice(0, place) + text.slice(place + 1 + at(8)),
    () => text + text,
    () => text.slice(place) + text.slice(0, place),
    () => replaceValue(text, random, HOSTILE[at(HOSTILE.length)] ?? ''),
    () => replaceValue(text, random, HOSTILE[at(HOSTILE.length)] ?? ''),
    () => text.replace(/"(\w+)":/, '"__proto__":'),
    () => HOSTILE[at(HOSTILE.length)] ?? '',
  ];
  return (kinds[at(kinds.length)] ?? (() => text))();
}

/** Another value for one of the members. */
function replaceValue(text: string, random: () => number, value: string): string {
  const members = [...text.matchAll(/"\w+":("(?:[^"\\]|\\.)*"|[-\d.eE+]+|null|true|false)/g)];
  const member = members[Math.floor(random() * members.length)];
  if (!member) return value;
  const [whole, old = ''] = member;
  const start = member.index + whole.length - old.length;
  return text.slice(0, start) + value + text.slice(start + old.length);
}
