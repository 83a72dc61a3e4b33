package io.github.containerlimits;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A small service that keeps its orders in a database. It runs in a container, and needs no other class of the tests. */
final class JvmShop {
    /** Where the variable's database is. */
    static final String DATABASE = "SHOP_DB";

    private JvmShop() {}

    /** Without its database it ends with code 7. */
    public static void main(String[] arguments) throws IOException {
        Connection database;
        try {
            database = DriverManager.getConnection(System.getenv(DATABASE), "sa", "");
            update(database, "create table orders (id identity primary key, what varchar(20))");
        } catch (SQLException e) {
            System.out.println("no database: " + e.getMessage());
            System.exit(7);
            return;
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(JvmService.PORT), 0);
        server.createContext("/ready", exchange -> answer(exchange, 200, "ready"));
        server.createContext("/order", exchange -> {
            try {
                update(database, "insert into orders (what) values ('a book')");
                answer(exchange, 200, count(database) + " orders");
            } catch (SQLException e) {
                answer(exchange, 500, e.toString());
            }
        });
        server.createContext("/lose", exchange -> {
            try {
                update(database, "drop table orders");
                answer(exchange, 200, "lost");
            } catch (SQLException e) {
                answer(exchange, 500, e.toString());
            }
        });
        server.start();
    }

    private static void update(Connection database, String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static long count(Connection database) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from orders")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
