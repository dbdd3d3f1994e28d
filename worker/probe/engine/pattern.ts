import { RE2JS } from "re2js";
import { createBudget, consume, type CpuBudget } from "./cpu-budget";

const MAX_PATTERN = 500;
/** A pattern is as large as its expansion: `(a{31}){32}` is short and large. */
const MAX_INSTRUCTIONS = 1_000;

/** What takes how much work, as measured: a search, a pattern's reading, and each step of either. */
const SEARCH_COST = 200;
const CHARACTER_COST = 200;
const INSTRUCTION_COST = 300;
const VISIT_COST = 16;

/** A regular expression whose time is linear in the text, and bounded by the work that is left. */
export type Pattern = { test(text: string, work: CpuBudget): boolean };

/** Null where it is none, or too large; throws where even reading it would be too much work. */
export function readPattern(text: string, work = createBudget()): Pattern | null {
  if (text.length > MAX_PATTERN) return null;
  consume(work, text.length * CHARACTER_COST);
  const compiled = compile(text);
  if (!compiled || compiled.programSize() > MAX_INSTRUCTIONS) return null;
  consume(work, compiled.programSize() * INSTRUCTION_COST);
  return withCpuBudget(compiled);
}

/** Why a pattern cannot be used, as a sentence; null when it can. */
export function validatePattern(text: string): string | null {
  const compiled = text.length > MAX_PATTERN ? null : compile(text);
  if (!compiled) {
    return `expected a regular expression of RE2 of at most ${MAX_PATTERN} characters: it has no lookaround and no backreferences`;
  }
  return compiled.programSize() > MAX_INSTRUCTIONS
    ? "expected a simpler regular expression, with fewer or smaller repetitions"
    : null;
}

function compile(text: string): RE2JS | null {
  try {
    return RE2JS.compile(text);
  } catch {
    return null;
  }
}

type Engine = {
  prog: { getInst(at: number): unknown; numInst(): number };
  doExecuteNFA(input: { endPos(): number }, ...rest: unknown[]): unknown;
};

/**
 * The library's time is linear, but by a factor of the program's size where its automaton grows
 * too large. Each step of building that one pays, and what would do without it pays beforehand.
 */
function withCpuBudget(compiled: RE2JS): Pattern {
  const engine = compiled.re2() as Engine;
  const { prog } = engine;
  const instruction = prog.getInst.bind(prog);
  const simulate = engine.doExecuteNFA.bind(engine);
  let current: CpuBudget = { remaining: 0 };
  prog.getInst = (at) => {
    consume(current, VISIT_COST);
    return instruction(at);
  };
  engine.doExecuteNFA = (input, ...rest) => {
    consume(current, prog.numInst() * (input.endPos() + 1));
    return simulate(input, ...rest);
  };
  return {
    test(text, work) {
      current = work;
      consume(work, SEARCH_COST + text.length);
      return compiled.test(text);
    },
  };
}
