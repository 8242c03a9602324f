/** Where webpack takes the nonce from for scripts that it loads later. */
declare let __webpack_nonce__: string | undefined;
