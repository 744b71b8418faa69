package com.acme;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/** Could tell how often it was read. */
public final class ReadInItsOwnWay implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int number = 1;

    public int number() {
        return number;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
    }
}
