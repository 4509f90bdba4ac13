/* Clerestory charts and explorer. Apache-2.0. Built from web/explorer by `just web`; do not edit. */
