// Puts the page into the document; everything else is below App.
import { mount } from 'svelte';
import App from './App.svelte';
import './tokens.css';
import './base.css';

const target = document.getElementById('page');
if (!target) throw new Error('index.html has the element that the page is put into');

export default mount(App, { target });
