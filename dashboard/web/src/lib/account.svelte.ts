import type { Me, Problem } from './api';

class Account {
  me = $state.raw<Me | null>(null);

  async load(): Promise<void> {
    try {
      const response = await fetch('/api/v1/me');
      if (response.ok) this.me = (await response.json()) as Me;
    } catch {
      // The board itself says that the server is away; who looks at it can wait until the page is loaded again.
    }
  }

  async leave(): Promise<void> {
    const response = await fetch(this.me!.logout!, { method: 'POST' });
    const { next } = (await response.json()) as { next: string };
    location.assign(next);
  }
}

export const account = new Account();

/** When a session has ended, the page is loaded again: that leads to the log-in, and back to here. */
export function leaveIfLoggedOut(problem: Problem): void {
  if (problem.error === 'login_needed') location.reload();
}
