# Images of ours that nothing needs any more.
cookgen_cleanup 'images'
