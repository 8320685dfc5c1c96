// The dancers' address of the invented night, and it as a QR code that a phone can really read.
import type { QrPicture, Reach } from '../types';

export const JOIN_URL: Record<Reach, string> = {
  this_computer: 'http://127.0.0.1:3737/',
  local_network: 'http://192.168.178.20:3737/',
};

export const JOIN_QR: QrPicture = {
  size: 33,
  path: [
    'M4 4h7v1h-7zM12 4h3v1h-3zM16 4h1v1h-1zM18 4h2v1h-2zM22 4h7v1h-7zM4 5h1v1h-1zM10 5h1v1h-1zM',
    '13 5h1v1h-1zM16 5h2v1h-2zM22 5h1v1h-1zM28 5h1v1h-1zM4 6h1v1h-1zM6 6h3v1h-3zM10 6h1v1h-1zM1',
    '4 6h1v1h-1zM19 6h2v1h-2zM22 6h1v1h-1zM24 6h3v1h-3zM28 6h1v1h-1zM4 7h1v1h-1zM6 7h3v1h-3zM10',
    ' 7h1v1h-1zM12 7h1v1h-1zM14 7h1v1h-1zM16 7h1v1h-1zM19 7h2v1h-2zM22 7h1v1h-1zM24 7h3v1h-3zM2',
    '8 7h1v1h-1zM4 8h1v1h-1zM6 8h3v1h-3zM10 8h1v1h-1zM12 8h1v1h-1zM16 8h2v1h-2zM19 8h1v1h-1zM22',
    ' 8h1v1h-1zM24 8h3v1h-3zM28 8h1v1h-1zM4 9h1v1h-1zM10 9h1v1h-1zM12 9h2v1h-2zM15 9h1v1h-1zM17',
    ' 9h2v1h-2zM20 9h1v1h-1zM22 9h1v1h-1zM28 9h1v1h-1zM4 10h7v1h-7zM12 10h1v1h-1zM14 10h1v1h-1z',
    'M16 10h1v1h-1zM18 10h1v1h-1zM20 10h1v1h-1zM22 10h7v1h-7zM12 11h1v1h-1zM14 11h5v1h-5zM20 11',
    'h1v1h-1zM4 12h1v1h-1zM8 12h1v1h-1zM10 12h3v1h-3zM15 12h3v1h-3zM19 12h7v1h-7zM28 12h1v1h-1z',
    'M6 13h4v1h-4zM11 13h2v1h-2zM14 13h1v1h-1zM16 13h7v1h-7zM24 13h2v1h-2zM27 13h1v1h-1zM4 14h1',
    'v1h-1zM6 14h1v1h-1zM8 14h3v1h-3zM16 14h2v1h-2zM20 14h1v1h-1zM22 14h1v1h-1zM24 14h3v1h-3zM5',
    ' 15h4v1h-4zM12 15h2v1h-2zM15 15h1v1h-1zM19 15h2v1h-2zM22 15h2v1h-2zM26 15h2v1h-2zM5 16h3v1',
    'h-3zM10 16h5v1h-5zM18 16h1v1h-1zM20 16h1v1h-1zM23 16h6v1h-6zM4 17h3v1h-3zM8 17h2v1h-2zM11 ',
    '17h1v1h-1zM16 17h1v1h-1zM20 17h2v1h-2zM23 17h2v1h-2zM27 17h1v1h-1zM6 18h1v1h-1zM8 18h1v1h-',
    '1zM10 18h1v1h-1zM12 18h2v1h-2zM15 18h3v1h-3zM19 18h3v1h-3zM24 18h3v1h-3zM7 19h1v1h-1zM9 19',
    'h1v1h-1zM11 19h1v1h-1zM13 19h1v1h-1zM15 19h1v1h-1zM17 19h1v1h-1zM25 19h3v1h-3zM4 20h2v1h-2',
    'zM7 20h1v1h-1zM9 20h3v1h-3zM14 20h1v1h-1zM16 20h1v1h-1zM18 20h1v1h-1zM20 20h5v1h-5zM26 20h',
    '1v1h-1zM12 21h3v1h-3zM17 21h1v1h-1zM20 21h1v1h-1zM24 21h1v1h-1zM4 22h7v1h-7zM12 22h1v1h-1z',
    'M14 22h1v1h-1zM19 22h2v1h-2zM22 22h1v1h-1zM24 22h3v1h-3zM4 23h1v1h-1zM10 23h1v1h-1zM13 23h',
    '2v1h-2zM16 23h1v1h-1zM20 23h1v1h-1zM24 23h2v1h-2zM27 23h1v1h-1zM4 24h1v1h-1zM6 24h3v1h-3zM',
    '10 24h1v1h-1zM12 24h1v1h-1zM15 24h1v1h-1zM17 24h12v1h-12zM4 25h1v1h-1zM6 25h3v1h-3zM10 25h',
    '1v1h-1zM13 25h2v1h-2zM16 25h1v1h-1zM18 25h1v1h-1zM20 25h1v1h-1zM25 25h2v1h-2zM28 25h1v1h-1',
    'zM4 26h1v1h-1zM6 26h3v1h-3zM10 26h1v1h-1zM13 26h6v1h-6zM23 26h2v1h-2zM27 26h1v1h-1zM4 27h1',
    'v1h-1zM10 27h1v1h-1zM13 27h3v1h-3zM17 27h1v1h-1zM19 27h1v1h-1zM21 27h1v1h-1zM23 27h2v1h-2z',
    'M27 27h1v1h-1zM4 28h7v1h-7zM12 28h1v1h-1zM14 28h1v1h-1zM16 28h2v1h-2zM19 28h1v1h-1zM21 28h',
    '2v1h-2zM24 28h1v1h-1zM26 28h3v1h-3z',
  ].join(''),
};
