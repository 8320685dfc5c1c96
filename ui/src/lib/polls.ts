// What a West Coast Swing DJ asks the floor, and when a poll is ready to be asked.
import type { NewPoll } from './backend/types';

export interface PollTemplate {
  name: string;
  question: string;
  options: readonly string[];
}

export const POLL_TEMPLATES: readonly PollTemplate[] = [
  {
    name: 'Tempo',
    question: 'How fast should the next set be?',
    options: ['Slower', 'Like this', 'Faster'],
  },
  {
    name: 'Style',
    question: 'What should the next set be?',
    options: ['Blues', 'R&B and soul', 'Pop', 'Acoustic'],
  },
  {
    name: 'Era',
    question: 'Which music next?',
    options: ['Classics', 'Nineties and 2000s', 'This year'],
  },
  { name: 'Yes or no', question: '', options: ['Yes', 'No'] },
];

/** As many answers as the wire carries. */
export const MOST_OPTIONS = 10;

/** Whether there is a question and at least two different answers. */
export function isComplete({ question, options }: NewPoll): boolean {
  const answers = options.map((option) => option.trim()).filter(Boolean);
  const different = new Set(answers).size === answers.length;
  return question.trim() !== '' && answers.length >= 2 && different;
}
