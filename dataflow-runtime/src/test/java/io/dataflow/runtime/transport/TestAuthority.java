package io.dataflow.runtime.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** An authority made for one test, which issues certificates as PEM files (X.509 version 3, RFC 5280). */
public final class TestAuthority {
    private static final byte[] ECDSA_WITH_SHA256 = bytes("06082a8648ce3d040302");
    private static final byte[] COMMON_NAME = bytes("0603550403");
    private static final byte[] ALTERNATIVE_NAMES = bytes("0603551d11");
    private static final byte[] BASIC_CONSTRAINTS = bytes("0603551d13");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final String name;
    private final KeyPair pair = newPair();
    private final AtomicInteger serial = new AtomicInteger();

    /** PEM files of a certificate and its key. */
    public record Identity(Path certificate, Path key) {}

    public TestAuthority(Path folder, String name) throws IOException {
        this.folder = folder;
        this.name = name;
        byte[] own = certificate(
                name, name, pair, pair, true, new byte[0], Instant.now().plus(Duration.ofDays(1)));
        write("CERTIFICATE", own, certificates());
    }

    /** What others have to trust. */
    public Path certificates() {
        return folder.resolve(name + ".pem");
    }

    /** Good for a day. {@code hosts} are names or addresses. */
    public Identity issue(String subject, String... hosts) throws IOException {
        return issue(subject, Instant.now().plus(Duration.ofDays(1)), hosts);
    }

    public Identity issue(String subject, Instant end, String... hosts) throws IOException {
        return write(subject, certificate(name, subject, newPairOf(subject), pair, false, names(hosts), end));
    }

    /** Of nobody but itself. */
    public Identity selfSigned(String subject, String... hosts) throws IOException {
        KeyPair own = newPairOf(subject);
        Instant end = Instant.now().plus(Duration.ofDays(1));
        return write(subject, certificate(subject, subject, own, own, false, names(hosts), end));
    }

    private KeyPair newPairOf(String subject) throws IOException {
        KeyPair made = newPair();
        write("PRIVATE KEY", made.getPrivate().getEncoded(), folder.resolve(subject + ".key"));
        return made;
    }

    private Identity write(String subject, byte[] certificate) throws IOException {
        Path file = folder.resolve(subject + ".pem");
        write("CERTIFICATE", certificate, file);
        return new Identity(file, folder.resolve(subject + ".key"));
    }

    private static void write(String what, byte[] bytes, Path file) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    private byte[] certificate(
            String issuer, String subject, KeyPair own, KeyPair signing, boolean authority, byte[] names, Instant end) {
        byte[] constraints = extension(BASIC_CONSTRAINTS, sequence(authority ? bytes("0101ff") : new byte[0]));
        byte[] alternatives = names.length == 0 ? names : extension(ALTERNATIVE_NAMES, sequence(names));
        byte[] unsigned = sequence(
                der(0xa0, bytes("020102")),
                der(2, new byte[] {(byte) (1 + serial.getAndIncrement())}),
                sequence(ECDSA_WITH_SHA256),
                name(issuer),
                sequence(time(end.minus(Duration.ofDays(9))), time(end)),
                name(subject),
                own.getPublic().getEncoded(),
                der(0xa3, sequence(constraints, alternatives)));
        return sequence(unsigned, sequence(ECDSA_WITH_SHA256), der(3, new byte[1], sign(unsigned, signing)));
    }

    private static byte[] sign(byte[] bytes, KeyPair signing) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signing.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] name(String commonName) {
        return sequence(der(0x31, sequence(COMMON_NAME, der(12, commonName.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant instant) {
        return der(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] names(String... hosts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String host : hosts) {
            boolean address = Character.isDigit(host.charAt(0));
            all.writeBytes(
                    address
                            ? der(0x87, InetAddress.getByName(host).getAddress())
                            : der(0x82, host.getBytes(StandardCharsets.US_ASCII)));
        }
        return all.toByteArray();
    }

    private static byte[] extension(byte[] id, byte[] value) {
        return sequence(id, der(4, value));
    }

    private static byte[] sequence(byte[]... parts) {
        return der(0x30, parts);
    }

    private static byte[] der(int tag, byte[]... parts) {
        byte[] content = Proof.join(parts);
        int length = content.length;
        byte[] head;
        if (length < 0x80) {
            head = new byte[] {(byte) tag, (byte) length};
        } else if (length < 0x100) {
            head = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        } else {
            head = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        }
        return Proof.join(head, content);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
