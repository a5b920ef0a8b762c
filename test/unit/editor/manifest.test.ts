/** What package.json has to repeat of the code, since VS Code reads it before any code of ours runs. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, RUNNABLE_ENDINGS } from '../../../src/languages';
import { COMPILE_CHOICES } from '../../../src/runner';
import { COMPARISON_SEEDS, LEAST_STEPS, MOST, POLICY_KINDS, USUAL_LIMITS } from '../../../src/tuning';

interface Setting {
  default: unknown;
  enum?: string[];
  minimum?: number;
}

interface Manifest {
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  activationEvents: string[];
  contributes: {
    commands: { command: string }[];
    walkthroughs: {
      steps: { description: string; media: { image: string }; completionEvents: string[] }[];
    }[];
    menus: Record<string, { command: string; when: string }[]>;
    configuration: { properties: Record<string, Setting> };
    languageModelTools: {
      name: string;
      inputSchema: { properties: Record<string, { description: string; items?: { enum?: string[] } }> };
    }[];
  };
}

const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
const { activationEvents, capabilities, contributes } = JSON.parse(text) as Manifest;
const settings = contributes.configuration.properties;
const languages = Object.values(LANGUAGES);

describe('package.json', () => {
  it('wakes the extension for the files of every language', () => {
    const wanted = languages.flatMap((language) =>
      language.editorLanguages.map((name) => `onLanguage:${name}`),
    );
    expect(activationEvents.filter((event) => event.startsWith('onLanguage:'))).toEqual(wanted);
  });

  it('offers the commands at the files that can be run, and at no others', () => {
    const clauses = Object.values(contributes.menus)
      .flat()
      .flatMap(({ command, when }) => {
        const [, pattern] = /resourceExtname =~ \/(.+?)\//.exec(when) ?? [];
        return pattern === undefined ? [] : [{ command, pattern: new RegExp(pattern) }];
      });
    expect(clauses.length).toBeGreaterThan(0);
    const others = languages.flatMap(({ grammars }) => Object.keys(grammars));
    for (const ending of new Set([...RUNNABLE_ENDINGS, ...others, 'json', 'md', 'txt'])) {
      const offered = clauses
        .filter(({ pattern }) => pattern.test(`.${ending}`))
        .map(({ command }) => command);
      const wanted = RUNNABLE_ENDINGS.includes(ending) ? clauses.map(({ command }) => command) : [];
      expect(offered, `resourceExtname of .${ending}`).toEqual(wanted);
    }
  });

  it('names the same files to chat agents', () => {
    for (const { name, inputSchema } of contributes.languageModelTools) {
      const named = inputSchema.properties['script']?.description.match(/\.\w+(?=[,)])/g);
      const wanted = RUNNABLE_ENDINGS.map((ending) => `.${ending}`);
      expect(new Set(named), `script of ${name}`).toEqual(new Set(wanted));
    }
  });

  it('lets chat agents choose from the policies that there are', () => {
    const compare = contributes.languageModelTools.find(({ name }) => name === 'compare_lr');
    expect(compare?.inputSchema.properties['policies']?.items?.enum).toEqual(POLICY_KINDS);
  });

  it('has the defaults of the science, and its least number of steps', () => {
    const { ramp, maxSteps, seeds } = USUAL_LIMITS;
    const wanted = {
      'lrTuner.rangeTest.minLR': ramp.lo,
      'lrTuner.rangeTest.maxLR': ramp.hi,
      'lrTuner.rangeTest.steps': ramp.steps,
      'lrTuner.rangeTest.maxSteps': maxSteps,
      'lrTuner.rangeTest.seeds': seeds,
      'lrTuner.comparison.seeds': COMPARISON_SEEDS,
    };
    for (const [name, value] of Object.entries(wanted)) expect(settings[name]?.default, name).toBe(value);
    for (const name of ['steps', 'maxSteps'])
      expect(settings[`lrTuner.rangeTest.${name}`]?.minimum).toBe(LEAST_STEPS);
  });

  it('allows as many processes at once as runs do', () => {
    expect(settings['lrTuner.python.atOnce']).toMatchObject({ minimum: 0, maximum: MOST.atOnce });
  });

  it('offers what can be said of compiling', () => {
    expect(settings['lrTuner.python.compile']?.enum).toEqual(COMPILE_CHOICES);
  });

  it('leaves to no folder that is not trusted what is executed, and with what', () => {
    const restricted = capabilities.untrustedWorkspaces.restrictedConfigurations;
    for (const name of ['nodePath', 'python.path', 'python.launcher', 'python.env'])
      expect(restricted).toContain(`lrTuner.${name}`);
    for (const name of restricted) expect(settings).toHaveProperty([name]);
  });

  it('has a setting for the runtime of every language', () => {
    for (const { runtimeSetting } of languages) expect(settings).toHaveProperty([runtimeSetting]);
  });

  it('walks through steps whose commands and pictures there are', () => {
    const commands = contributes.commands.map(({ command }) => command);
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    expect(steps.length).toBeGreaterThan(0);
    for (const { description, media, completionEvents } of steps) {
      const links = [...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, name = '']) => name);
      const events = completionEvents.map((event) => event.replace(/^onCommand:/, ''));
      for (const name of [...links, ...events].filter((one) => one.startsWith('lrTuner.')))
        expect([...commands, 'onContext:lrTuner.trainingScript']).toContain(name);
      expect(existsSync(new URL(`../../../${media.image}`, import.meta.url)), media.image).toBe(true);
    }
  });
});
