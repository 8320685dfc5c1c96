// Which view is shown, and what lies open at its edge.

export type View = 'crate' | 'stage' | 'logbook';

export class Navigation {
  view = $state<View>('crate');
  settingsOpen = $state(false);
  /** Whether the header asks for the DJ's name before it goes live. */
  askingName = $state(false);

  go(view: View): void {
    this.view = view;
    this.settingsOpen = false;
  }
}
