// The page of what is over, apart from the live one: a phone on a dance floor loads none of it.
import { mount } from 'svelte';
import './tokens.css';
import './base.css';
import Past from './routes/Past.svelte';

const target = document.getElementById('page');
if (!target) throw new Error('past.html has the element that the page is put into');

export default mount(Past, { target });
