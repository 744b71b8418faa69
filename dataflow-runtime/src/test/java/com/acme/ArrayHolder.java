package com.acme;

import java.io.Serializable;

/** A record that can change, of a class that is not Dataflow's. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ArrayHolder(int[] numbers) implements Serializable {
    private static final long serialVersionUID = 1L;
}
