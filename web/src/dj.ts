// The page of DJs, apart from that of dancers: no phone on a dance floor loads any of it.
import { mount } from 'svelte';
import './tokens.css';
import './base.css';
import Account from './routes/Account.svelte';

const target = document.getElementById('page');
if (!target) throw new Error('dj.html has the element that the page is put into');

export default mount(Account, { target });
