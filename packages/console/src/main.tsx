import { createRoot } from 'react-dom/client';

// Temporal is native in most browsers; the others fetch it once, before anything reckons with time.
if (!('Temporal' in globalThis)) await import('temporal-polyfill/global');

const { App } = await import('./App.tsx');
const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no #root to draw the console into');
createRoot(place).render(<App />);
