package planted.common;

/** Belongs nowhere. */
public final class Leftovers {}
