package io.dataflow.api.plan;

/** Which records of two sides a join yields. */
public enum JoinKind {
    /** Pairs of records with equal keys. */
    INNER("join"),
    /** These, and the records of the left without a partner. */
    LEFT("leftJoin"),
    /** The pairs, and the records of the right without a partner. */
    RIGHT("rightJoin"),
    /** The pairs, and the records of both sides without a partner. */
    FULL("fullJoin"),
    /** The records of the left that have a partner. */
    SEMI("semiJoin"),
    /** The records of the left that have none. */
    ANTI("antiJoin");

    private final String operator;

    JoinKind(String operator) {
        this.operator = operator;
    }

    /** What a program calls it. */
    public String operator() {
        return operator;
    }

    /**
     * Whether the records of a side may be joined in several places, each with all records of the other side: nothing is
     * made of records of the other side that have no partner, and of none just once for all its partners.
     *
     * @param side 0 for the left, 1 for the right
     */
    public boolean mayDivide(int side) {
        return side == 0 ? !leftMayMiss() : !rightMayMiss() && this != SEMI && this != ANTI;
    }

    /** Whether a result may be without a record of the left. */
    public boolean leftMayMiss() {
        return this == RIGHT || this == FULL;
    }

    /** Whether a result may be without a record of the right. */
    public boolean rightMayMiss() {
        return this == LEFT || this == FULL;
    }
}
