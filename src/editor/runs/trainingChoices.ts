/** What a person chooses before a training or a comparison begins. Undefined where they rather would not. */
import { counted } from '../../protocol/words';
import * as vscode from 'vscode';
import { DEFAULT_POLICIES, POLICY_KINDS, type PolicyKind, policyWords } from '../../tuning';

type PolicyItem = vscode.QuickPickItem & { kindOfPolicy: PolicyKind };

export async function askPolicy(): Promise<PolicyKind | undefined> {
  const title = 'Train with CLR: which policy?';
  const picked = await vscode.window.showQuickPick(items(), { title });
  return picked?.kindOfPolicy;
}

/** @param seeds trainings of each, which are told */
export async function askPolicies(seeds: number): Promise<PolicyKind[] | undefined> {
  const picked = await vscode.window.showQuickPick(
    items().map((item) => ({ ...item, picked: DEFAULT_POLICIES.includes(item.kindOfPolicy) })),
    {
      title: 'Compare CLR with fixed rates: which policies?',
      placeHolder: `Each with ${counted(seeds, 'seed')}, beside the script's own rate and a small grid of fixed rates`,
      canPickMany: true,
    },
  );
  return picked && picked.length > 0 ? picked.map((item) => item.kindOfPolicy) : undefined;
}

/** A training runs all of the script, so what follows its training would overwrite a model that it saved before. */
export async function askSaving(script: vscode.Uri): Promise<boolean | undefined> {
  const name = vscode.workspace.asRelativePath(script);
  const no = { label: 'Train only', detail: `Where ${name} saves its model, that is left out.` };
  const yes = { label: 'Train and save', detail: `Let ${name} save its model as it does on its own.` };
  const picked = await vscode.window.showQuickPick([no, yes], { title: 'May the script save its model?' });
  return picked && picked.label === yes.label;
}

function items(): PolicyItem[] {
  return POLICY_KINDS.map((kind) => ({
    label: kind,
    description: policyWords(kind).about,
    kindOfPolicy: kind,
  }));
}
